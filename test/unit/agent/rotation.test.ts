// Stories on real files. Numbers are the scenarios of docs/reliability.md.
import fs from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentStory, lines, numbered } from '../../kit/agent-kit.ts';
import { until } from '../../kit/until.ts';

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

/** Nothing came twice, nothing is reported as lost. */
function expectClean(): void {
  expect(story.agent?.report().losses).toEqual([]);
  expect(story.sink.duplicates).toBe(0);
}

test('a file is read from its beginning and followed', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  story.appendLines('app.log', 'a', 100, 50);
  await story.expectLines(lines('a', 0, 150));
  expectClean();
});

test('A3.1 renamed and created anew while running: both are read, none twice', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  story.appendLines('app.log', 'a', 10, 10);
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 10);
  await story.expectLines([...lines('a', 0, 20), ...lines('b', 0, 10)]);
  expectClean();
});

test('A3.2 two rotations within one scan', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start({ limits: { scanMs: 2_000, watchedScanMs: 2_000 } });
  await story.expectLines(lines('a', 0, 10));
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 10);
  story.rotate('app.log.1', 'app.log.2');
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'c', 0, 10);
  await story.expectLines([...lines('a', 0, 10), ...lines('b', 0, 10), ...lines('c', 0, 10)]);
  expectClean();
});

test('A3.3 the writer goes on in the renamed file, outside the glob', async () => {
  story.rule('start: beginning', '*.log');
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  story.rotate('app.log', 'app.log.1');
  await new Promise((resolve) => setTimeout(resolve, 150));
  story.appendLines('app.log.1', 'a', 10, 10);
  await story.expectLines(lines('a', 0, 20));
  expectClean();
});

test('A3.4 copytruncate with the copy inside the glob: nothing lost, nothing twice', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  story.appendLines('app.log', 'a', 100, 100);
  story.copyTruncate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 100);
  await story.expectLines([...lines('a', 0, 200), ...lines('b', 0, 100)]);
  expectClean();
});

test('A3.5 copytruncate with the copy outside the glob, beside it: the unread rest is read from the copy', async () => {
  story.rule('start: beginning', '*.log');
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  story.appendLines('app.log', 'a', 100, 100);
  story.copyTruncate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 100);
  await story.expectLines([...lines('a', 0, 200), ...lines('b', 0, 100)]);
  expectClean();
});

test('A3.5 truncated with an unread rest and no copy: the loss is reported with its range', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  const read = fs.statSync(story.path('app.log')).size;
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  story.sink.gate = () => gate;
  // The receiver holds back: these are read and wait, what follows is not read.
  story.appendLines('app.log', 'a', 10, 10);
  await until(() => (story.agent?.report().files[0]?.sizeBytes ?? 0) > read);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const size = fs.statSync(story.path('app.log')).size;
  story.append('app.log', numbered('lost', 0, 40_000));
  const end = fs.statSync(story.path('app.log')).size;
  await until(() => story.agent?.report().files[0]?.sizeBytes === end);
  fs.truncateSync(story.path('app.log'), 0);
  story.appendLines('app.log', 'b', 0, 10);
  open();
  await until(() => lines('b', 0, 10).every((line) => story.sink.messages.includes(line)));
  const losses = story.agent?.report().losses ?? [];
  expect(losses).toHaveLength(1);
  expect(losses[0]).toMatchObject({ path: story.path('app.log'), toOffset: end });
  expect(losses[0]?.fromOffset).toBeGreaterThanOrEqual(size);
  // What is not reported as lost has come: the bytes before the range, the piece of a line at its end as well.
  const whole = numbered('a', 0, 20) + numbered('lost', 0, 40_000);
  const before = whole.slice(0, losses[0]?.fromOffset).split('\n');
  const come = story.sink.messages.flatMap((message) => message.split('\n'));
  expect(new Set(come)).toEqual(new Set([...before.filter((line) => line !== ''), ...lines('b', 0, 10)]));
});

test('A3.6 truncated and grown beyond the old offset before the next look', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  fs.writeFileSync(story.path('app.log'), numbered('b', 0, 500));
  await story.expectLines([...lines('a', 0, 10), ...lines('b', 0, 500)]);
});

test('A3.7 rewritten to the same size', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  fs.writeFileSync(story.path('app.log'), numbered('b', 0, 10));
  await story.expectLines([...lines('a', 0, 10), ...lines('b', 0, 10)]);
});

test('A3.8 truncated to less, not to nothing', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  await story.start();
  await story.expectLines(lines('a', 0, 100));
  fs.writeFileSync(story.path('app.log'), numbered('b', 0, 3));
  await story.expectLines([...lines('a', 0, 100), ...lines('b', 0, 3)]);
});

test('A3.9 truncated while the receiver holds back: late answers do not move the new life', async () => {
  story.appendLines('app.log', 'a', 0, 100);
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  story.sink.gate = () => gate;
  const agent = await story.start();
  await until(() => agent.report().files.length === 1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  fs.truncateSync(story.path('app.log'), 0);
  story.appendLines('app.log', 'b', 0, 5);
  await new Promise((resolve) => setTimeout(resolve, 100));
  open();
  await story.expectLines([...lines('a', 0, 100), ...lines('b', 0, 5)]);
  await agent.whenIdle();
  expect(agent.report().files[0]?.offset).toBe(fs.statSync(story.path('app.log')).size);
});

test('A3.10 renamed while the agent was down, out of the glob: the rest is read, then the new file', async () => {
  story.rule('start: beginning', '*.log');
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  await story.agent?.stop();
  story.appendLines('app.log', 'a', 10, 10);
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 10);
  await story.start();
  await story.expectLines([...lines('a', 0, 20), ...lines('b', 0, 10)]);
  expectClean();
});

test('A3.12 copytruncate while down, the new content longer than the saved offset', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  await story.agent?.stop();
  story.appendLines('app.log', 'a', 10, 10);
  story.copyTruncate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 500);
  await story.start();
  await story.expectLines([...lines('a', 0, 20), ...lines('b', 0, 500)]);
  expectClean();
});

test('A3.13 A3.17 deleted and created anew at once, the inode used again', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  const expected = lines('a', 0, 10);
  for (let round = 0; round < 5; round++) {
    fs.rmSync(story.path('app.log'));
    story.appendLines('app.log', `b${round}`, 0, 10);
    expected.push(...lines(`b${round}`, 0, 10));
    await story.expectLines(expected);
  }
  expectClean();
});

test('A3.13 the inode used again while the agent was down', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  await story.start();
  await story.expectLines(lines('a', 0, 10));
  await story.agent?.stop();
  fs.rmSync(story.path('app.log'));
  story.appendLines('app.log', 'b', 0, 50);
  await story.start();
  await story.expectLines([...lines('a', 0, 10), ...lines('b', 0, 50)]);
  expect(story.sink.duplicates).toBe(0);
});

test('A3.14 two live files with the same beginning are both complete', async () => {
  const banner = `${'# column '.repeat(500)}\n`;
  story.append('one.log', banner);
  await story.start();
  await until(() => story.sink.messages.length === 1);
  story.append('two.log', banner + numbered('two', 0, 10));
  story.appendLines('one.log', 'one', 0, 10);
  await until(() => story.sink.messages.length === 22);
  expect(story.sink.messages.filter((line) => line.startsWith('#'))).toHaveLength(2);
  expectClean();
});

test('A3.15 A3.16 a small file, and a line without its end', async () => {
  await story.start({ limits: { partialMs: 150 } });
  story.append('tiny.log', 'x\n');
  await until(() => story.sink.messages.includes('x'));
  story.append('open.log', 'no end');
  await until(() => story.sink.messages.includes('no end'));
  expect(story.sink.events.find((event) => event.message === 'no end')?.crosstail?.partial).toBe(true);
});

test('A3.18 deleted while open with an unread rest: drained, then closed', async () => {
  story.appendLines('app.log', 'a', 0, 10);
  const agent = await story.start();
  await story.expectLines(lines('a', 0, 10));
  story.appendLines('app.log', 'a', 10, 50);
  fs.rmSync(story.path('app.log'));
  await story.expectLines(lines('a', 0, 60));
  await until(() => agent.report().filesTotal === 0);
  expectClean();
});

test('A3.23 a link switched to the next target, 30 times in a row', async () => {
  story.rule('start: beginning', 'current');
  const expected: string[] = [];
  await story.start();
  for (let round = 0; round < 30; round++) {
    story.appendLines(`target-${round}`, `t${round}`, 0, 5);
    expected.push(...lines(`t${round}`, 0, 5));
    fs.rmSync(story.path('current'), { force: true });
    fs.symlinkSync(story.path(`target-${round}`), story.path('current'));
    await until(() => story.sink.messages.includes(lines(`t${round}`, 4, 1)[0]!));
  }
  await story.expectLines(expected);
  expectClean();
});

test('A3.30 a partial last line is completed after a restart: sent once, whole', async () => {
  story.append('app.log', '2026-11-24 10:00:00,000 INFO first\n2026-11-24 10:00:00,001 INFO sec');
  const agent = await story.start();
  await until(() => (agent.report().files[0]?.sizeBytes ?? 0) > 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await agent.stop();
  expect(story.sink.messages).not.toContain('2026-11-24 10:00:00,001 INFO sec');
  story.append('app.log', 'ond\n');
  await story.start();
  await story.expectLines(['2026-11-24 10:00:00,000 INFO first', '2026-11-24 10:00:00,001 INFO second']);
  expectClean();
});

test('A3.40 a hole of NUL bytes after copytruncate with a writer that does not append', async () => {
  story.appendLines('app.log', 'a', 0, 2_000);
  await story.start();
  await story.expectLines(lines('a', 0, 2_000));
  const writer = fs.openSync(story.path('app.log'), 'r+');
  fs.truncateSync(story.path('app.log'), 0);
  fs.writeSync(writer, numbered('b', 0, 10), 20 * 1024 * 1024);
  fs.closeSync(writer);
  await story.expectLines([...lines('a', 0, 2_000), ...lines('b', 0, 10)]);
  expect(story.sink.events.at(-1)?.log?.offset).toBeGreaterThan(20 * 1024 * 1024);
});

test('A3.46 stopped in the middle of an event of several lines: the checkpoint stays before it', async () => {
  story.append(
    'app.log',
    '2026-11-24 10:00:00,000 INFO one\n2026-11-24 10:00:01,000 ERROR two\nTraceback (most recent call last):\n',
  );
  await story.start({ limits: { quietMs: 60_000 } });
  await until(() => story.sink.messages.length === 1);
  await story.agent?.stop();
  story.append('app.log', '  File "x.py", line 1, in f\nValueError: bad\n2026-11-24 10:00:02,000 INFO three\n');
  await story.start();
  await until(() => story.sink.messages.length === 3);
  expect(story.sink.messages[1]).toContain('ValueError: bad');
  expectClean();
});
