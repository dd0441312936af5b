// A program that appends numbered lines for ever and prints what was acknowledged: to be killed.
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from './event-batches.ts';

const [directory, firstText, startText] = process.argv.slice(2);
const workspace = await openEmbeddedWorkspace({ directory: directory! });
const source = testSource('numbered');
let next = Number(firstText);
process.stdout.write('open\n');
for (;;) {
  const sent: Promise<string>[] = [];
  for (let i = 0; i < 4; i++) {
    const from = next;
    const events = Array.from({ length: 50 }, (_, k) =>
      testEvent(source, (from + k) * 10, Number(startText) + (from + k) * 40, `numbered line ${from + k} end`, 'INFO'),
    );
    next += events.length;
    sent.push(workspace.sink.append(batchOf(source, events)).then(() => `${from + events.length}\n`));
  }
  for (const acknowledged of sent) process.stdout.write(await acknowledged);
}
