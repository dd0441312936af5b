// Rules change while files are written and sent to Kafka: `npm run torture -- rule-changes [--changes 500] [--files 20]
// [--rate 2000] [--every 200] [--seed N]`. Starts Kafka and ZooKeeper of its own. Prints lines, lost, out of order and
// repeats; exits 1 when one of the latter is not 0.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startKafka } from '../../tools/servers/kafka-server.mjs';
import { startZookeeper } from '../../tools/servers/zookeeper-server.mjs';
import { runRuleChanges } from '../kit/rule-changes.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '500' },
    files: { type: 'string', default: '20' },
    rate: { type: 'string', default: '2000' },
    every: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-torture-'));
const [kafka, zookeeper] = await Promise.all([
  startKafka(path.join(folder, 'kafka')),
  startZookeeper(path.join(folder, 'zookeeper')),
]);
const options = {
  changes: Number(values.changes),
  files: Number(values.files),
  linesPerSecond: Number(values.rate),
  everyMs: Number(values.every),
  seed: Number(values.seed),
};
let isGood = false;
try {
  const result = await runRuleChanges({ folder, kafka: kafka.address, zookeeper: zookeeper.address, ...options });
  process.stdout.write(`${JSON.stringify({ ...options, ...result })}\n`);
  const { lost, outOfOrder, repeats, endedAlone } = result;
  isGood = lost + outOfOrder + repeats + endedAlone === 0;
} finally {
  await Promise.all([kafka.server.stop(), zookeeper.server.stop()]);
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(isGood ? 0 : 1);
