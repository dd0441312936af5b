import type { ConsoleServices } from '../../../src/contract/contract.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { selects } from '../../../src/model/selector.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';
import { compile } from '../../../src/query/predicate.ts';
import { createStubServices, describedWorkspace } from '../stub-services.ts';
import { labLine } from './lab-lines.ts';

const SAMPLE = { mode: 'real', running: true, fault: null, reason: null, logs: [] } as const;
const PUSH_EVERY_MS = 20;
const KEPT = 20_000;
const REMEMBERED = 32_768;

/** Services of a shop whose lines are made up at a steady rate. */
export function createLabServices({ linesPerSecond }: { linesPerSecond: number }): ConsoleServices {
  // An hour of lines lies behind when the page opens.
  const startMs = Date.now() - 3_600_000;
  const lineMs = 1_000 / linesPerSecond;
  // Every tail asks for the same lines: made once, they cost the lab a quarter.
  const made: { n: number; event: LogEvent }[] = [];
  const lineAt = (n: number) => {
    const slot = n % REMEMBERED;
    if (made[slot]?.n !== n) made[slot] = { n, event: labLine(n, startMs + n * lineMs) };
    return made[slot]!.event;
  };
  const countNow = () => Math.floor((Date.now() - startMs) / lineMs);
  const filters = new Map<string, (event: LogEvent) => boolean>();
  const filterOf = (input: {
    query: string;
    selectors: { kind: 'service' | 'host' | 'topic' | 'file' | 'rule'; name: string }[];
  }) => {
    const test = compile(parseQuery(input.query));
    return (event: LogEvent) => test(event) && selects(input.selectors, event);
  };
  const past = (count: number, test: (event: LogEvent) => boolean) => {
    const events: LogEvent[] = [];
    for (let n = countNow(); n > countNow() - KEPT && events.length < count; n--) {
      const event = lineAt(n);
      if (test(event)) events.push(event);
    }
    return events;
  };
  return createStubServices({
    async 'workspace.describe'() {
      return { ...describedWorkspace, name: 'shop', sample: { ...SAMPLE, logs: [] } };
    },
    async *'workspace.status'(_input, signal) {
      yield {
        hostsPresent: 2,
        hostsTotal: 2,
        revision: 42,
        hostsApplied: 2,
        eventsPerSecond: linesPerSecond,
        lagMs: 40,
        clockErrorMs: 3,
        storedEvents: countNow(),
        storedBytes: countNow() * 300,
        losses: 0,
        damaged: [],
        problems: [],
        sample: { ...SAMPLE, logs: [] },
      };
      await sleep(1e9, signal);
    },
    async *'tails.follow'(input, signal) {
      filters.set(input.tail, filterOf(input));
      let last = countNow();
      if (input.start.kind === 'last') {
        const events = past(input.start.count, filters.get(input.tail)!).reverse();
        yield { items: events.map((event) => ({ type: 'event' as const, event, origin: 'store' as const })) };
      }
      yield { items: [{ type: 'live' }] };
      while (!signal.aborted) {
        await sleep(PUSH_EVERY_MS, signal);
        const now = countNow();
        const test = filters.get(input.tail)!;
        const events: LogEvent[] = [];
        for (let n = last + 1; n <= now; n++) {
          const event = lineAt(n);
          if (test(event)) events.push(event);
        }
        last = now;
        if (events.length > 0)
          yield { items: events.map((event) => ({ type: 'event' as const, event, origin: 'stream' as const })) };
      }
    },
    async 'tails.retune'(input) {
      filters.set(input.tail, filterOf(input));
      return {};
    },
    async *'search.find'(input) {
      const test = filterOf({ query: input.query, selectors: [] });
      const events = past(input.limit ?? 1_000, (event) => test(event));
      yield { events: input.order === 'newest' ? events : events.reverse(), next: null, progress: 1 };
    },
    async 'search.values'(input) {
      const names: Record<string, string[]> = {
        'service.name': ['checkout', 'inventoryd', 'pricing', 'storefront'],
        'host.name': ['engine-1', 'web-1'],
      };
      return { values: (names[input.field] ?? []).map((value) => ({ value, count: 100 })) };
    },
    async 'sample.inject'({ fault }) {
      return { ...SAMPLE, logs: [], fault };
    },
  });
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, Math.min(ms, 2 ** 30));
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
