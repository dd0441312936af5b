// The agent of a torture run with Kafka: real files in, records out through a link that fails.
import { Agent } from '../../src/agent/agent.ts';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { createRuleFile } from '../../src/agent/rules/rule-file.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka-sink.ts';

const [rules = '', state = '', broker = '', requestTimeoutMs = '3000'] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const files = createNodeFileSystem();
const clock = createSystemClock();
const kafka = { brokers: [broker], connectTimeoutMs: 2_000, requestTimeoutMs: Number(requestTimeoutMs) };
const agent = new Agent({
  id: 'torture',
  host: 'torture',
  labels: {},
  rules: createRuleFile({ path: rules, files, clock }),
  sink: new KafkaSink({ kafka, log: silent }),
  checkpoints: new FileCheckpointStore(state, files),
  files,
  clock,
  log: silent,
  limits: { scanMs: 100, watchedScanMs: 100, saveMs: 50, pollMs: 50 },
});
await agent.start();
process.send?.('ready');
