// What the machine does to an agent: clocks that jump, devices that change their number, permissions that come late.
// Numbers are the scenarios of docs/reliability.md.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../../src/drivers/node/system-clock.ts';
import type { FileStat, FileSystem } from '../../../src/ports/file-system.ts';
import { AgentStory, lines, QUIET_LOG } from '../../kit/agent-kit.ts';
import { until } from '../../kit/until.ts';

let story: AgentStory;
beforeEach(() => {
  story = new AgentStory();
});
afterEach(() => story.end());

function expectClean(): void {
  expect(story.agent?.report().losses).toEqual([]);
  expect(story.sink.duplicates).toBe(0);
}

/** The machine's file system with every stat changed. */
function withStats(change: (stat: FileStat) => FileStat): FileSystem {
  const real = createNodeFileSystem();
  return {
    ...bound(real),
    stat: async (path) => change(await real.stat(path)),
    open: async (path, mode) => {
      const handle = await real.open(path, mode);
      return { ...boundHandle(handle), stat: async () => change(await handle.stat()) };
    },
  };
}

function bound(files: FileSystem): FileSystem {
  return {
    open: (path, mode) => files.open(path, mode),
    stat: (path) => files.stat(path),
    list: (directory) => files.list(directory),
    readWhole: (path, maxBytes) => files.readWhole(path, maxBytes),
    rename: (from, to) => files.rename(from, to),
    remove: (path) => files.remove(path),
    makeDirectory: (path, mode) => files.makeDirectory(path, mode),
    realPath: (path) => files.realPath(path),
    syncDirectory: (path) => files.syncDirectory(path),
    watch: (directory, changed) => files.watch(directory, changed),
  };
}

function boundHandle(handle: Awaited<ReturnType<FileSystem['open']>>) {
  return {
    stat: () => handle.stat(),
    read: (into: Uint8Array, offset: number, length: number, position: number) =>
      handle.read(into, offset, length, position),
    write: (bytes: Uint8Array) => handle.write(bytes),
    sync: () => handle.sync(),
    close: () => handle.close(),
  };
}

test('A3.29 a mount comes back with another device number: reading goes on where it was', async () => {
  story.appendLines('app.log', 'a', 0, 20);
  await story.start();
  await story.expectLines(lines('a', 0, 20));
  await story.agent?.stop();
  story.appendLines('app.log', 'a', 20, 20);
  await story.start({ files: withStats((stat) => ({ ...stat, device: stat.device + 7n })) });
  await story.expectLines(lines('a', 0, 40));
  expectClean();
});

test('A3.29 a handle that went stale is opened again', async () => {
  let isStale = false;
  const real = createNodeFileSystem();
  const files: FileSystem = {
    ...bound(real),
    open: async (path, mode) => {
      const handle = await real.open(path, mode);
      const wasOpenBefore = !isStale;
      return {
        ...boundHandle(handle),
        read: (into, offset, length, position) => {
          if (isStale && wasOpenBefore) throw Object.assign(new Error('stale file handle'), { code: 'ESTALE' });
          return handle.read(into, offset, length, position);
        },
      };
    },
  };
  story.appendLines('app.log', 'a', 0, 20);
  await story.start({ files });
  await story.expectLines(lines('a', 0, 20));
  isStale = true;
  story.appendLines('app.log', 'a', 20, 20);
  await story.expectLines(lines('a', 0, 40));
  expectClean();
});

test('A3.22 permission denied, later granted: named once, then read from the first line', async () => {
  let isDenied = true;
  const real = createNodeFileSystem();
  const files: FileSystem = {
    ...bound(real),
    open: (path, mode) =>
      isDenied && path.endsWith('secret.log')
        ? Promise.reject(Object.assign(new Error('permission denied'), { code: 'EACCES' }))
        : real.open(path, mode),
  };
  const warnings: unknown[] = [];
  story.appendLines('secret.log', 's', 0, 20);
  story.appendLines('app.log', 'a', 0, 5);
  await story.start({ files, log: { ...QUIET_LOG, warn: (_, fields) => warnings.push(fields) } });
  const secret = () => story.agent?.report().files.find((file) => file.path.endsWith('secret.log'));
  await until(() => secret()?.error !== undefined);
  await story.expectLines(lines('a', 0, 5));
  // It is met again by each scan meanwhile, and named once all the same.
  story.appendLines('app.log', 'a', 5, 5);
  await story.expectLines(lines('a', 0, 10));
  expect(warnings).toEqual([{ path: story.path('secret.log'), code: 'EACCES' }]);
  isDenied = false;
  await story.expectLines([...lines('a', 0, 10), ...lines('s', 0, 20)]);
  expect(secret()?.error).toBeUndefined();
  expectClean();
});

test.each([
  ['an hour back', -3_600_000],
  ['a year ahead', 365 * 86_400_000],
])('A3.47 the clock jumps %s: nothing waits for it, and order stays', async (_, jumpMs) => {
  let offsetMs = 0;
  const real = createSystemClock();
  const clock = { ...real, nowMs: () => real.nowMs() + offsetMs, sleep: real.sleep.bind(real) };
  story.appendLines('app.log', 'a', 0, 20);
  await story.start({ clock });
  await story.expectLines(lines('a', 0, 20));
  offsetMs = jumpMs;
  story.appendLines('app.log', 'a', 20, 20);
  await story.expectLines(lines('a', 0, 40));
  story.rotate('app.log', 'app.log.1');
  story.appendLines('app.log', 'b', 0, 20);
  await story.expectLines([...lines('a', 0, 40), ...lines('b', 0, 20)]);
  expect(story.sink.messages.slice(0, 40)).toEqual(lines('a', 0, 40));
  await story.agent?.stop();
  await story.start({ clock });
  story.appendLines('app.log', 'b', 20, 5);
  await story.expectLines([...lines('a', 0, 40), ...lines('b', 0, 25)]);
  expectClean();
});

test('A3.44 an event that a rotation divides: both halves come whole, the second without a time of its own', async () => {
  story.append('app.log', '2026-11-24 10:00:01,000 ERROR two\nTraceback (most recent call last):\n');
  await story.start();
  await until(() => story.sink.messages.length === 1);
  story.rotate('app.log', 'app.log.1');
  story.append('app.log', '  File "x.py", line 1, in f\nValueError: bad\n2026-11-24 10:00:02,000 INFO three\n');
  await until(() => story.sink.messages.includes('2026-11-24 10:00:02,000 INFO three'));
  expect(story.sink.messages.join('\n').split('\n')).toHaveLength(5);
  const half = story.sink.events.find((event) => event.message.includes('File "x.py"'));
  expect(half?.crosstail?.time_guessed).toBe(true);
  expectClean();
});
