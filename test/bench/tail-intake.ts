// Prints how a live tail's intake goes: events through the filters of eight panes into their buffers, at a steady rate.
// Every event that a filter wants must be taken or told of as a gap, and memory must not grow.
//   node test/bench/tail-intake.ts [--rate 100000] [--seconds 10]
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { LogEvent } from '../../src/model/log-event.ts';
import type { Selector } from '../../src/model/selector.ts';
import { parseQuery } from '../../src/query/parse-query.ts';
import type { EmbeddedStore } from '../../src/workspace/embedded/embedded-store.ts';
import { EmbeddedTail } from '../../src/workspace/embedded/tail/embedded-tail.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';

const { values } = parseArgs({
  options: { rate: { type: 'string', default: '100000' }, seconds: { type: 'string', default: '10' } },
});
const rate = Number(values.rate);
const seconds = Number(values.seconds);
const BATCH = 500;
const BATCHES = 64;
const BUFFER_EVENTS = 20_000;

const SERVICES = ['checkout', 'inventoryd', 'pricing', 'storefront'];
const LEVELS = ['DEBUG', 'INFO', 'INFO', 'INFO', 'INFO', 'INFO', 'WARN', 'ERROR'];

/** A pane's filter, and the same in plain code. */
interface Pane {
  query: string;
  selectors: Selector[];
  wants(event: LogEvent): boolean;
}
const isWarning = (event: LogEvent) => event.log?.level === 'WARN' || event.log?.level === 'ERROR';
const PANES: Pane[] = [
  ...SERVICES.map((name) => ({
    query: '',
    selectors: [{ kind: 'service' as const, name }],
    wants: (event: LogEvent) => event.service?.name === name,
  })),
  { query: 'level>=WARN', selectors: [], wants: isWarning },
  { query: 'exhausted', selectors: [], wants: ({ message }) => message.includes('exhausted') },
  {
    query: 'level:ERROR -service:pricing',
    selectors: [],
    wants: (event) => event.log?.level === 'ERROR' && event.service?.name !== 'pricing',
  },
  { query: '/order=O-1\\d*7 /', selectors: [], wants: ({ message }) => /order=O-1\d*7 /.test(message) },
];

const pool = Array.from({ length: BATCHES }, (_, n) => {
  const source = testSource(SERVICES[n % SERVICES.length]!);
  const events = Array.from({ length: BATCH }, (_, i) => {
    const number = n * BATCH + i;
    const word = number % 13 === 0 ? 'pool exhausted' : 'order taken';
    const level = LEVELS[(number * 7) % LEVELS.length]!;
    const text = `${word} order=O-${number} wait=${number % 250}ms req=${(number * 2_654_435_761) % 4_294_967_296}`;
    return testEvent(source, number * 120, Date.now() + number, text, level);
  });
  return { batch: batchOf(source, events), wanted: PANES.map(({ wants }) => events.filter(wants).length) };
});

// Tails that start now ask the store nothing.
const tail = new EmbeddedTail(undefined as unknown as EmbeddedStore, 0);
const ending = new AbortController();
const taken = PANES.map(() => 0);
const skipped = PANES.map(() => 0);
const reading = PANES.map(async ({ query, selectors }, pane) => {
  const feed = tail.follow(
    { query: parseQuery(query), selectors, start: { kind: 'now' }, bufferEvents: BUFFER_EVENTS },
    ending.signal,
  );
  for await (const items of feed)
    for (const item of items) {
      if (item.type === 'event') taken[pane]!++;
      else if (item.type === 'gap') skipped[pane]! += item.skipped;
    }
});

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const heapMb = () => {
  gc();
  return Math.round(process.memoryUsage().heapUsed / 1e6);
};
const expected = PANES.map(() => 0);
let published = 0;
let seq = 0;
const publishDue = (due: number) => {
  for (; published + BATCH <= due; published += BATCH) {
    const { batch, wanted } = pool[seq % BATCHES]!;
    tail.publish(batch, { seq: ++seq, duplicates: [] }, true);
    for (const [pane, count] of wanted.entries()) expected[pane]! += count;
  }
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

await pause();
publishDue(rate);
await pause();
const heapBefore = heapMb();
const startMs = performance.now();
const cpuBefore = process.cpuUsage();
const first = published;
for (let elapsedMs = 0; elapsedMs < seconds * 1_000; elapsedMs = performance.now() - startMs) {
  publishDue(first + (elapsedMs * rate) / 1_000);
  await pause();
}
const ranSeconds = (performance.now() - startMs) / 1_000;
const { user, system } = process.cpuUsage(cpuBefore);
const flowed = published - first;
const sum = (numbers: readonly number[]) => numbers.reduce((all, n) => all + n, 0);
// What is still in the buffers.
for (let tries = 0; tries < 400 && sum(taken) + sum(skipped) < sum(expected); tries++) await pause();
const heapAfter = heapMb();
ending.abort();
await Promise.all(reading);
console.log(
  JSON.stringify({
    eventsPerSecond: Math.round(flowed / ranSeconds),
    eventsPerCpuSecond: Math.round(flowed / ((user + system) / 1e6)),
    panes: PANES.length,
    wanted: sum(expected),
    taken: sum(taken),
    toldAsGap: sum(skipped),
    lost: sum(expected) - sum(taken) - sum(skipped),
    heapMb: heapAfter,
    heapGrowthMb: heapAfter - heapBefore,
  }),
);
