// Answers from a store of many lines: node test/bench/stored-answers.ts [--lines 1500000] [--traces 200]
// Fills an embedded store with the requests of a made-up shop whose stock service fails in the last two thirds, and prints
// how long the first look at the suspects and the whole answer take, and an id through all of the lines. CPU seconds are
// of the whole process, every thread of it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createInvestigationService } from '../../src/console/investigation-service.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { type EmbeddedWorkspace, openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';
import { percentile } from '../kit/figures.ts';
import { seededRandom } from '../kit/log-lines.ts';

const { values } = parseArgs({
  allowPositionals: true,
  options: { lines: { type: 'string', default: '1500000' }, traces: { type: 'string', default: '200' } },
});
const LINES = Number(values.lines);
/** Of the window's part on; what comes before is the baseline. */
const WINDOW_FROM = 1 / 3;
/** What the incident view looks at first. */
const FIRST_LOOK = 6_000;
const START_MS = Date.parse('2026-11-20T08:00:00Z');
/** Between the starts of two requests; most are still running when the next one starts. */
const REQUEST_MS = 6;
const LINES_OF_REQUEST = 10;
const { signal } = new AbortController();
const random = seededRandom(7);
const random32 = () => Math.floor(random() * 2 ** 32).toString(16);

type Say = (service: string, message: string, level?: string) => void;

function order(number: number, say: Say, isFaulty: boolean): void {
  say('gateway', `request POST /orders/${number} received`);
  say('users', `session of user ${number % 997} is good`);
  say('orders', `creating order ${number}`);
  say('stock', `looking up item ${number % 313} in shard ${number % 7}`);
  if (isFaulty) {
    say('stock', `cannot read shard ${number % 7}: stale handle`, 'ERROR');
    say('orders', `order ${number} failed: stock said 500`, 'ERROR');
    say('gateway', 'answered 502', 'WARN');
    return;
  }
  say('stock', `reserved ${1 + (number % 5)} of item ${number % 313}`);
  say('payment', `charging ${(random() * 100).toFixed(2)} EUR`);
  say('payment', `charged, receipt ${number * 7}`);
  say('mailer', `mail queued for user ${number % 997}`);
  say('orders', `order ${number} done`);
  say('gateway', `answered 200 in ${Math.round(random() * 30)} ms`);
}

/** Fills the store; ids of requests, one in a thousand. */
async function fill(workspace: EmbeddedWorkspace): Promise<string[]> {
  const sources = new Map<string, ReturnType<typeof testSource>>();
  const held = new Map<string, LogEvent[]>();
  const ids: string[] = [];
  let lines = 0;
  const flush = async () => {
    for (const [service, events] of held) await workspace.sink.append(batchOf(sources.get(service)!, events));
    held.clear();
  };
  for (let number = 0; lines < LINES; number++) {
    let nowMs = START_MS + number * REQUEST_MS + 3 * random();
    const id = `req-${random32()}-${random32()}`;
    if (number % 1_000 === 0) ids.push(id);
    const say: Say = (service, message, level = 'INFO') => {
      const source = sources.get(service) ?? testSource(service);
      sources.set(service, source);
      nowMs += 1 + 3 * random();
      const event = testEvent(source, lines, nowMs, `${id} ${message}`, level);
      const own = held.get(service) ?? [];
      own.push({ ...event, crosstail: { ...event.crosstail, ids: { request: [id] } } });
      held.set(service, own);
      lines++;
    };
    order(number, say, lines > LINES * WINDOW_FROM && random() < 0.3);
    if (number % 500 === 0) await flush();
  }
  await flush();
  return ids;
}

async function timed<T>(work: () => Promise<T>): Promise<{ answer: T; ms: number; cpuMs: number }> {
  const cpu = process.cpuUsage();
  const startMs = performance.now();
  const answer = await work();
  const { user, system } = process.cpuUsage(cpu);
  return { answer, ms: performance.now() - startMs, cpuMs: (user + system) / 1_000 };
}

const folder = mkdtempSync(path.join(tmpdir(), 'crosstail-bench-'));
const workspace = await openEmbeddedWorkspace({ directory: folder });
try {
  const ids = await fill(workspace);
  const service = createInvestigationService({ workspace: Promise.resolve(workspace), clock: createSystemClock() });
  const borderMs = START_MS + ((LINES * WINDOW_FROM) / LINES_OF_REQUEST) * REQUEST_MS;
  const asked = { window: { fromMs: borderMs }, baseline: { toMs: borderMs }, exclude: [], top: 10 };
  for (const [name, lines] of [
    ['first look', { lines: FIRST_LOOK }],
    ['whole answer', {}],
  ] as const) {
    const { answer, ms, cpuMs } = await timed(() => service['suspects.rank']({ ...asked, ...lines }, signal));
    const { window } = answer.sample;
    const first = answer.suspects[0];
    console.log(
      `suspects ${name.padEnd(14)} ${ms.toFixed(0).padStart(6)} ms, ${cpuMs.toFixed(0)} ms of CPU: ${window.read} of ${window.of} lines of the window, first ${first?.service} ${first?.score.toFixed(2)}`,
    );
  }
  const times: number[] = [];
  let found = 0;
  for (let round = 0; round < Number(values.traces); round++) {
    const value = ids[Math.floor(random() * ids.length)]!;
    const { answer, ms } = await timed(() => service['trace.find']({ value, range: {} }, signal));
    found += answer.events.length;
    times.push(ms);
  }
  console.log(
    `trace of an id over ${LINES.toLocaleString('en')} lines: p50 ${percentile(times, 0.5).toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms (${times.length} ids, ${(found / times.length).toFixed(1)} lines each)`,
  );
} finally {
  await workspace.close();
  rmSync(folder, { recursive: true, force: true });
}
