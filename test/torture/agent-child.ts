// The agent of a torture run: real files in, events appended to a file as a receiver would keep them.
import fs from 'node:fs';
import { Agent } from '../../src/agent/agent.ts';
import { FileCheckpointStore } from '../../src/agent/file-checkpoint-store.ts';
import { createRuleFile } from '../../src/agent/rules/rule-file.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import type { EventSink } from '../../src/ports/event-sink.ts';

const [rules = '', state = '', output = ''] = process.argv.slice(2);
const out = fs.openSync(output, 'a');
// A killed run may have left half a line: the reader of the file skips it, as nothing of it was acknowledged.
fs.writeSync(out, '\n');

const sink: EventSink = {
  async append(batch) {
    for (let written = 0; written < batch.json.length; )
      written += fs.writeSync(out, batch.json, written, batch.json.length - written);
    return { duplicates: 0 };
  },
  async close() {},
};
const files = createNodeFileSystem();
const clock = createSystemClock();
const note = (level: string) => (message: string, fields?: Record<string, unknown>) =>
  void process.stderr.write(`${JSON.stringify({ level, message, ...fields })}\n`);
const agent = new Agent({
  id: 'torture',
  host: 'torture',
  labels: {},
  rules: createRuleFile({ path: rules, files, clock }),
  sink,
  checkpoints: new FileCheckpointStore(state, files),
  files,
  clock,
  log: { debug: () => {}, info: () => {}, warn: note('warn'), error: note('error') },
  limits: { scanMs: 100, watchedScanMs: 100, saveMs: 50 },
});
await agent.start();
process.send?.('ready');
process.on('message', (message) => {
  if (message !== 'finish') return;
  void agent
    .whenIdle()
    .then(() => agent.stop())
    .then(() => process.exit(0));
});
