// The import rules hold, and the checker really looks: it must have seen our files and must report planted violations.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ROOTS = ['src', 'main', 'renderer'];

interface Cruise {
  modules: { source: string; followable?: boolean }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

function cruise(folder: string): Cruise {
  const program = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = path.join(ROOT, '.dependency-cruiser.cjs');
  const args = [program, '--config', config, '--output-type', 'json', ...ROOTS];
  const result = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 });
  if (result.error !== undefined) throw result.error;
  if (!result.stdout.startsWith('{')) throw new Error(`dependency-cruiser said: ${result.stderr || result.stdout}`);
  return JSON.parse(result.stdout) as Cruise;
}

function sourceFiles(): string[] {
  return ROOTS.flatMap((root) =>
    readdirSync(path.join(ROOT, root), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
      .map((name) => `${root}/${name.replaceAll(path.sep, '/')}`),
  );
}

test('nothing imports what it may not, and at least nine in ten of our files were looked at', () => {
  const { modules, summary } = cruise(ROOT);
  const seen = new Set(modules.map(({ source }) => source));
  const files = sourceFiles();
  expect(files.length).toBeGreaterThan(100);
  expect(files.filter((file) => seen.has(file)).length).toBeGreaterThanOrEqual(files.length * 0.9);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
});

test('every planted violation is reported', () => {
  const { summary } = cruise(path.join(ROOT, 'test/arch/planted'));
  const reported = new Set(summary.violations.map(({ rule, from }) => `${from} ${rule.name}`));
  const planted = [
    'src/model/upwards.ts imports-of-src-model',
    'src/query/upwards-by-type.ts imports-of-src-query',
    'src/query/with-node.ts no-node-in-pure',
    'src/agent/past-the-port.ts io-through-ports',
    'src/drivers/kafka/other-driver.ts imports-of-src-drivers-each',
    'src/console/with-client.ts packages-elsewhere',
    'src/host/with-electron.ts packages-of-src-host',
    'renderer/platform/past-the-contract.ts imports-of-renderer',
    'renderer/features/search/other-feature.ts no-other-feature',
    'renderer/ui/knows-a-feature.ts nothing-knows-a-feature',
    'src/model/first.ts no-circular',
    'src/model/nowhere.ts not-unresolved',
    'main/past-the-host.ts imports-of-main',
  ];
  expect(planted.filter((each) => !reported.has(each))).toEqual([]);
});
