// Events keep flowing while a file is imported: how long a live line takes to an open tail, quiet and beside an import.
import { parseQuery } from '../../src/query/parse-query.ts';
import type { EmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { logLines } from '../kit/log-lines.ts';
import { LineFeeder } from './line-feeder.ts';

const EVERY_MS = 20;
/** Events of one live batch: 500 a second. */
const IN_ONE = 10;
const SAMPLES = 200;
const IMPORTED = 200_000;

/** Prints both delays, from the offer of a batch to its arrival at a tail. */
export async function measureLive(workspace: EmbeddedWorkspace, fromMs: number, toMs: number): Promise<void> {
  print('live line to an open tail, nothing else', await liveDelays(workspace, 'live-quiet'));
  const delays = liveDelays(workspace, 'live-busy');
  const feeder = new LineFeeder(workspace.archive, 'imported');
  for (const { line, service } of logLines(IMPORTED, fromMs, toMs, 11, 1_000))
    if (service === 'shop') await feeder.add(line);
  await feeder.end();
  print('live line to an open tail, while importing', await delays);
}

async function liveDelays(workspace: EmbeddedWorkspace, service: string): Promise<number[]> {
  const source = testSource(service);
  const abort = new AbortController();
  const query = parseQuery(`service:${service}`);
  const request = { selectors: [], query, start: { kind: 'now' as const }, bufferEvents: 10_000 };
  const feed = workspace.tail.follow(request, abort.signal);
  const sentMs = new Map<string, number>();
  const delays: number[] = [];
  const reading = (async () => {
    for await (const items of feed) {
      for (const item of items)
        if (item.type === 'event') delays.push(performance.now() - sentMs.get(item.event.message)!);
      if (delays.length >= SAMPLES * IN_ONE) break;
    }
  })();
  for (let sample = 0; sample < SAMPLES; sample++) {
    const events = Array.from({ length: IN_ONE }, (_, i) => {
      const number = sample * IN_ONE + i;
      return testEvent(source, number * 50, Date.now(), `live line ${number} of ${service}`, 'INFO');
    });
    for (const { message } of events) sentMs.set(message, performance.now());
    await workspace.sink.append(batchOf(source, events));
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  await reading;
  abort.abort();
  return delays.sort((a, b) => a - b);
}

function print(name: string, delays: readonly number[]): void {
  const at = (share: number) => delays[Math.min(delays.length - 1, Math.floor(delays.length * share))]!.toFixed(1);
  console.log(`${name.padEnd(42)} p50 ${at(0.5).padStart(8)} ms  p99 ${at(0.99).padStart(8)} ms  (${delays.length})`);
}
