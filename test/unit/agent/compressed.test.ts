// Logs that are compressed before they were read to their end. Numbers are the scenarios of docs/reliability.md.
import fs from 'node:fs';
import zlib from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentStory, lines, numbered } from '../../kit/agent-kit.ts';
import { until } from '../../kit/until.ts';

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

function compress(name: string, ending: 'gz' | 'zst' = 'gz'): void {
  const text = fs.readFileSync(story.path(name));
  story.append(`${name}.${ending}`, ending === 'gz' ? zlib.gzipSync(text) : zlib.zstdCompressSync(text));
  fs.rmSync(story.path(name));
}

function expectClean(): void {
  expect(story.agent?.report().losses).toEqual([]);
  expect(story.sink.duplicates).toBe(0);
}

/** Some lines are read; more come while the agent is down, and the file is renamed. */
async function rotatedWhileDown(glob: string, unread: number): Promise<void> {
  story.rule('start: beginning', glob);
  story.appendLines('app.log', 'a', 0, 50);
  await story.start();
  await story.expectLines(lines('a', 0, 50));
  await story.agent?.stop();
  if (unread > 0) story.appendLines('app.log', 'a', 50, unread);
  story.rotate('app.log', 'app.log.1');
}

test.each([
  ['gz', '*.log*'],
  ['gz', '*.log'],
  ['zst', '*.log*'],
  ['zst', '*.log'],
] as const)(
  'A3.11 rotated and compressed (%s) while down, glob %s: the rest is read out of it',
  async (ending, glob) => {
    await rotatedWhileDown(glob, 300);
    compress('app.log.1', ending);
    story.appendLines('app.log', 'b', 0, 10);
    await story.start();
    await story.expectLines([...lines('a', 0, 350), ...lines('b', 0, 10)]);
    expectClean();
  },
);

test('A3.11 what was read to its end before it was compressed does not come again', async () => {
  await rotatedWhileDown('*.log*', 0);
  compress('app.log.1');
  story.appendLines('app.log', 'b', 0, 10);
  await story.start();
  await story.expectLines([...lines('a', 0, 50), ...lines('b', 0, 10)]);
  expectClean();
});

test('A3.11 an agent that is stopped while it reads a compressed file goes on in it', async () => {
  await rotatedWhileDown('*.log*', 9_000);
  compress('app.log.1');
  let batches = 0;
  story.sink.gate = async () => {
    // The answers of all but the first batch never come before the stop.
    if (batches++ > 0) await new Promise(() => {});
  };
  await story.start({ limits: { stopMs: 50 } });
  await until(() => batches > 1, 60_000);
  await story.agent?.stop();
  story.sink.gate = async () => {};
  await story.start();
  await story.expectLines(lines('a', 0, 9_050), 60_000);
  expectClean();
});

test('A3.11 a compressed file that is cut off waits, and is read once it is whole', async () => {
  await rotatedWhileDown('*.log*', 1_000);
  const whole = zlib.gzipSync(fs.readFileSync(story.path('app.log.1')));
  fs.rmSync(story.path('app.log.1'));
  fs.writeFileSync(story.path('app.log.1.gz'), whole.subarray(0, 100));
  await story.start();
  await until(() => (story.agent?.report().files ?? []).some((file) => file.error !== undefined));
  fs.appendFileSync(story.path('app.log.1.gz'), whole.subarray(100));
  await story.expectLines(lines('a', 0, 1_050), 60_000);
  expectClean();
});

test('A3.11 compressed while running, its descriptor closed: the rest is read out of it', async () => {
  story.rule('start: beginning', '*.log');
  story.appendLines('app.log', 'a', 0, 50);
  // Every other file takes the one descriptor there is.
  await story.start({ limits: { openFiles: 1 } });
  await story.expectLines(lines('a', 0, 50));
  story.appendLines('other.log', 'o', 0, 5);
  await story.expectLines([...lines('a', 0, 50), ...lines('o', 0, 5)]);
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  story.sink.gate = () => gate;
  story.append('app.log', numbered('a', 50, 1_000));
  story.rotate('app.log', 'app.log.1');
  compress('app.log.1');
  open();
  await story.expectLines([...lines('a', 0, 1_050), ...lines('o', 0, 5)], 60_000);
  expectClean();
});
