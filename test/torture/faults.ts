// Every call to the file system fails once, with every error: `node test/torture/faults.ts [--calls N] [--step N]`.
// Prints the points tried and those where a line was lost or came twice; exits 1 when there is one.
import { parseArgs } from 'node:util';
import { runWithFault } from '../kit/fault-story.ts';
import type { Fault } from '../kit/faulty-files.ts';

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '120' }, step: { type: 'string', default: '1' } },
});
const faults: Fault[] = ['EIO', 'ENOSPC', 'EMFILE', 'EACCES', 'short'];
const failed: string[] = [];
const calls = new Map<string, number>();
let points = 0;
for (const fault of faults) {
  for (let at = 1; at <= Number(values.calls); at += Number(values.step)) {
    try {
      const call = await runWithFault(at, fault);
      if (call === undefined) break;
      points++;
      calls.set(call, (calls.get(call) ?? 0) + 1);
    } catch (error) {
      points++;
      failed.push(String(error));
    }
  }
}
process.stdout.write(
  `${JSON.stringify({ points, failed: failed.length, calls: Object.fromEntries(calls), first: failed.slice(0, 5) })}\n`,
);
process.exit(failed.length === 0 ? 0 : 1);
