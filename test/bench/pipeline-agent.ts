// The agent of the pipeline bench, a process of its own so that its CPU and memory are its own: rules, state, brokers.
// Prints its figures when what was there at the start is acknowledged; with `follow` it goes on until its input ends.
import { Agent } from '../../src/agent/agent.ts';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { createRuleFile } from '../../src/agent/rules/rule-file.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { KafkaSink } from '../../src/workspace/cluster/kafka/kafka-sink.ts';

const [rules = '', state = '', brokers = '', mode = 'once'] = process.argv.slice(2);
const note = (message: string, fields?: Record<string, unknown>) =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
const log = { debug() {}, info() {}, warn: note, error: note };
const files = createNodeFileSystem();
const clock = createSystemClock();
const sink = new KafkaSink({ kafka: { brokers: brokers.split(',') }, log });
const agent = new Agent({
  id: 'bench',
  host: 'bench',
  labels: {},
  rules: createRuleFile({ path: rules, files, clock }),
  sink,
  checkpoints: new FileCheckpointStore(state, files),
  files,
  clock,
  log,
  once: mode === 'once',
});
const startMs = performance.now();
await agent.start();
if (mode === 'once') await agent.whenIdle();
else {
  process.stdout.write('ready\n');
  await new Promise((resolve) => process.stdin.once('end', resolve).resume());
}
await agent.stop();
await sink.close();
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - startMs) / 1000,
    rssMiB: Math.round(process.resourceUsage().maxRSS / 1024),
  })}\n`,
);
process.exit(0);
