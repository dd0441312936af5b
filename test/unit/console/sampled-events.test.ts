import { expect, onTestFinished, test } from 'vitest';
import { type Sample, sampledEvents } from '../../../src/console/sampled-events.ts';
import { LINES_LEFT_OUT } from '../../../src/investigate/suspects/rank-suspects.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import type { EventStore } from '../../../src/ports/event-store.ts';
import { openEmbeddedWorkspace } from '../../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from '../../kit/event-batches.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';

const START_MS = Date.parse('2026-03-02T12:00:00Z');
const LINES = 20_000;
/** Between the two stretches of 4,000 lines. */
const CRASHED_AT = 9_900;
const { signal } = new AbortController();

async function filledStore(): Promise<EventStore> {
  const workspace = await openEmbeddedWorkspace({ directory: temporaryFolder() });
  onTestFinished(() => workspace.close());
  const source = testSource('engine');
  for (let from = 0; from < LINES; from += 2_000) {
    const events = Array.from({ length: 2_000 }, (_, i): LogEvent => {
      const at = from + i;
      const message = at === CRASHED_AT ? 'terminate called after throwing' : `line ${at}`;
      return { ...testEvent(source, at, START_MS + at * 10, message), trace: { id: `t${at >> 2}` } };
    });
    await workspace.sink.append(batchOf(source, events));
  }
  return workspace.store;
}

async function sampled(store: EventStore, range: { fromMs?: number; toMs?: number }, most: number) {
  const sample: Sample = { read: 0, of: 0 };
  const parts: LogEvent[][] = [[]];
  for await (const given of sampledEvents(store, range, most, sample, signal)) {
    if (given === LINES_LEFT_OUT) parts.push([]);
    else parts.at(-1)!.push(given);
  }
  return { sample, parts };
}

test('of a long window stretches are read that are spread over it, and crashes wherever they are; a short one whole', async () => {
  const store = await filledStore();
  const { sample, parts } = await sampled(store, {}, 8_000);
  expect(sample).toEqual({ read: 8_000, of: LINES });
  const [first, second, others] = parts.map((part) => part.map((event) => event.log!.offset!));
  for (const [stretch, from, to] of [
    [first!, 2_000, 8_000],
    [second!, 12_000, 18_000],
  ] as const) {
    expect(stretch).toEqual(Array.from({ length: 4_000 }, (_, at) => stretch[0]! + at));
    expect(stretch[0]).toBeGreaterThan(from);
    expect(stretch.at(-1)).toBeLessThan(to);
  }
  expect(others).toEqual([CRASHED_AT]);
  expect(parts[2]![0]!.trace).toBeUndefined();

  const short = await sampled(store, { fromMs: START_MS, toMs: START_MS + 80_000 }, 8_000);
  expect(short.sample).toEqual({ read: 8_000, of: 8_000 });
  expect(short.parts.map((part) => part.length)).toEqual([8_000]);
});
