// Prints how soon a line written to a file is on screen by way of Kafka: an agent of its own process, a real broker, the
// window on four panes.
//   node test/bench/kafka-window.bench.ts [--kafka HOSTS] [--rate 5000] [--seconds 20] [--json]
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { openConsole, ROOT } from '../e2e/kit/open-console.ts';
import { benchRules, layOut, measureDrawnLines } from './drawn-lines.ts';

const { values } = parseArgs({
  options: {
    kafka: { type: 'string' },
    rate: { type: 'string', default: '5000' },
    seconds: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const PANES = 4;
const MUST = { lineP99Ms: 250 };

const work = mkdtempSync(path.join(tmpdir(), 'crosstail-kafka-window-'));
const own = values.kafka === undefined ? await startKafka(path.join(work, 'kafka')) : undefined;
try {
  const found = execFileSync(process.execPath, ['tools/prepare-window-tests.mjs'], { cwd: ROOT, encoding: 'utf8' });
  process.env.CROSSTAIL_TEST_CHROMIUM ??= (
    JSON.parse(found.trim().split('\n').at(-1)!) as { chromium: string }
  ).chromium;
  const line = await measure(own?.address ?? values.kafka!);
  const isKept = line.lineP99Ms <= MUST.lineP99Ms && line.gapRows === 0;
  if (values.json) console.log(JSON.stringify({ ...line, must: MUST, isKept }));
  else {
    for (const [name, value] of Object.entries(line)) console.log(`${name.padEnd(14)} ${value}`);
    console.log(`must           ${JSON.stringify(MUST)}\n${isKept ? 'kept' : 'NOT KEPT'}`);
  }
  process.exitCode = isKept ? 0 : 1;
} finally {
  await own?.server.stop();
  rmSync(work, { recursive: true, force: true });
}

async function measure(kafka: string) {
  const run = randomBytes(3).toString('hex');
  const services = Array.from({ length: PANES }, (_, index) => `bench-${run}-${index + 1}`);
  const files = services.map((service) => path.join(work, `${service}.log`));
  for (const file of files) writeFileSync(file, '');
  const profile = path.join(work, 'bench.yaml');
  const topics = `logs.bench-${run}-*`;
  writeFileSync(profile, JSON.stringify({ version: 1, kafka: { brokers: kafka, topics } }));
  const rules = path.join(work, 'rules.json');
  writeFileSync(rules, JSON.stringify(benchRules(services, files)));
  const home = path.join(work, 'home');
  const agent = spawn(
    process.execPath,
    [path.join(ROOT, 'dist/cli/crosstail.js'), 'agent', '--workspace', profile, '--rules', rules],
    { env: { ...process.env, CROSSTAIL_HOME: home }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const opened = await openConsole('browser', { home, sample: false, workspace: profile, width: 1920, height: 1080 });
  try {
    await layOut(opened.page, services);
    // The topics are made by the first lines; what is measured is a stream that runs.
    await measureDrawnLines(opened.page, files, { rate: 100, seconds: 5 });
    return await measureDrawnLines(opened.page, files, { rate: Number(values.rate), seconds: Number(values.seconds) });
  } finally {
    await opened.close();
    agent.kill('SIGTERM');
    await once(agent, 'exit');
  }
}
