// `npm test`: everything, from a fresh clone. What the windows' tests need, and the real servers, are put in place while
// the rest runs.
//   npm test                 all
//   npm test -- check unit   only these: check, unit, e2e, servers
// The last line says how many passed and failed over all suites. A tool that is missing is a failure, not a skip.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { startDisplay } from './virtual-display.mjs';

const root = path.resolve(import.meta.dirname, '..');
process.chdir(root);
const RESULTS = path.join(root, 'test-results');
const STEP_LIMIT_MS = 600_000;
const node = process.execPath;
const bin = (name) => path.join('node_modules', '.bin', name);
const vitest = path.join('node_modules', 'vitest', 'vitest.mjs');

const CHECKS = {
  'format and lint': [bin('biome'), ['check', '.']],
  types: [node, ['tools/typecheck.mjs']],
  imports: [bin('depcruise'), ['--config', '.dependency-cruiser.cjs', 'src', 'main', 'renderer']],
  'unused code': [bin('knip'), []],
};

// A loaded machine makes a test miss its time now and then. It may try twice, and is named when it had to. Files that
// still fail, when they are few, run once more by themselves; what passes then is named too.
const FEW_FILES = 3;
const RETRY = ['--retry=1', '--reporter=./tools/retried-tests-reporter.mjs'];

const totals = { passed: 0, failed: 0, skipped: 0 };
const table = [];
const retried = [];
const failures = [];

function count(name, { passed = 0, failed = 0, skipped = 0 }, startMs) {
  totals.passed += passed;
  totals.failed += failed;
  totals.skipped += skipped;
  table.push({ name, passed, failed, skipped, seconds: ((Date.now() - startMs) / 1000).toFixed(1) });
}

/** Runs a program to its end; gives its exit code and, where asked for, what it printed. */
function run(program, args, { env = {}, quiet = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
      env: { ...process.env, ...env },
      timeout: STEP_LIMIT_MS,
      shell: process.platform === 'win32',
    });
    let out = '';
    let err = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stderr?.on('data', (text) => {
      err += text;
    });
    child.on('error', (error) => resolve({ code: 1, out, err: `${err}${error.message}` }));
    child.on('close', (code) => resolve({ code: code ?? 1, out, err }));
  });
}

async function check(name) {
  const startMs = Date.now();
  const { code, out, err } = await run(...CHECKS[name], { quiet: true });
  if (code !== 0) console.error(`\n✗ ${name}\n${out}${err}`);
  count(`check: ${name}`, code === 0 ? { passed: 1 } : { failed: 1 }, startMs);
}

async function vitestProjects(name, projects, env = {}) {
  const startMs = Date.now();
  let result = await vitestRun(name, projects, [], env);
  const files = [...new Set(result.failures.map(({ file }) => file))].filter((file) =>
    file.startsWith(`test${path.sep}`),
  );
  if (files.length > 0 && files.length <= FEW_FILES) {
    await Promise.all([preparing, installing]);
    const again = await vitestRun(`${name}-again`, projects, files, env);
    const mended = result.failures.filter(({ test }) => again.failures.every((each) => each.test !== test));
    retried.push(...mended.map(({ file, test }) => `${file} > ${test} (by itself)`));
    result = { ...result, passed: result.passed + mended.length, failures: again.failures };
  }
  failures.push(...result.failures.map(({ file, test }) => `${file} > ${test}`));
  count(name, { ...result, failed: result.failures.length }, startMs);
}

/** One run of the test runner over `files`, or over all of the projects; its counts, and what failed with its file. */
async function vitestRun(name, projects, files, env) {
  const report = path.join(RESULTS, `${name}.json`);
  const secondTries = path.join(RESULTS, `${name}.retried.json`);
  for (const file of [report, secondTries]) rmSync(file, { force: true });
  const selected = projects.flatMap((project) => ['--project', project]);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run(node, [vitest, 'run', ...files, ...selected, ...reporters, ...RETRY], {
    env: { ...env, CROSSTAIL_RETRIED_TESTS: secondTries },
  });
  if (existsSync(secondTries)) retried.push(...JSON.parse(readFileSync(secondTries, 'utf8')));
  return readReport(report, code);
}

function readReport(file, code) {
  let report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    console.error('✗ The test runner ended before it could report.');
    return { passed: 0, skipped: 0, failures: [{ file: path.relative(root, file), test: 'the report' }] };
  }
  const failures = report.testResults.flatMap(failuresOfFile);
  // An error outside any test fails the run without a failed test.
  if (failures.length === 0 && code !== 0) failures.push({ file: path.relative(root, file), test: 'outside any test' });
  return { passed: report.numPassedTests, skipped: report.numPendingTests + report.numTodoTests, failures };
}

/** A file that could not be loaded, or whose preparation failed, has no failed test of its own: it counts as one. */
function failuresOfFile({ name, status, assertionResults }) {
  const file = path.relative(root, name);
  const failed = assertionResults.filter((each) => each.status === 'failed');
  if (failed.length > 0) return failed.map(({ fullName }) => ({ file, test: fullName }));
  return status === 'failed' ? [{ file, test: 'the file itself' }] : [];
}

async function build() {
  const startMs = Date.now();
  const { code } = await run(node, ['tools/build.mjs']);
  count('build', code === 0 ? { passed: 1 } : { failed: 1 }, startMs);
}

/** Programs of the tests in windows; undefined, which is counted, when they could not be put in place. */
async function windowTools(preparing) {
  const startMs = Date.now();
  const { code, out, err } = await preparing;
  if (code === 0) return JSON.parse(out.trim().split('\n').at(-1));
  console.error(`✗ What the windows' tests need could not be put in place:\n${err}`);
  count('windows: tools', { failed: 1 }, startMs);
  return undefined;
}

async function windows({ chromium, electron }) {
  const display = await startDisplay();
  try {
    await vitestProjects('e2e', ['e2e'], {
      CROSSTAIL_TEST_CHROMIUM: chromium,
      CROSSTAIL_TEST_ELECTRON: electron,
      ...(display.display === undefined ? {} : { DISPLAY: display.display, WAYLAND_DISPLAY: '' }),
    });
  } finally {
    display.stop();
  }
}

async function servers(installing, { chromium }) {
  const startMs = Date.now();
  const { code, err } = await installing;
  if (code === 0) return vitestProjects('servers', ['servers'], { CROSSTAIL_TEST_CHROMIUM: chromium });
  console.error(`✗ Kafka, ZooKeeper and Elasticsearch could not be put in place:\n${err}`);
  count('servers: installation', { failed: 1 }, startMs);
}

const asked = process.argv.slice(2);
const wants = (name) => asked.length === 0 || asked.includes(name);
mkdirSync(RESULTS, { recursive: true });
const hasWindows = wants('e2e') || wants('servers');
const preparing = hasWindows ? run(node, ['tools/prepare-window-tests.mjs'], { quiet: true }) : undefined;
const installing = wants('servers') ? run(node, ['tools/servers/install.mjs'], { quiet: true }) : undefined;
if (hasWindows) await build();
if (wants('check')) for (const name of Object.keys(CHECKS)) await check(name);
if (wants('unit')) await vitestProjects('unit', ['node', 'renderer']);
const tools = preparing === undefined ? undefined : await windowTools(preparing);
if (wants('e2e') && tools !== undefined) await windows(tools);
if (installing !== undefined && tools !== undefined) await servers(installing, tools);

console.table(table);
for (const test of retried) console.log(`passed only at the second try: ${test}`);
for (const test of failures) console.log(`failed: ${test}`);
const skipped = totals.skipped === 0 ? '' : `, ${totals.skipped} skipped`;
console.log(`${totals.passed} passed, ${totals.failed} failed${skipped}`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;
