// Lines of a made-up shop: a gate calls a cart and a stock service, stock calls a store. Times are made of fixed steps
// with a little spread from a seed, so that every run is the same.
import type { LogEvent } from '../../../src/model/log-event.ts';

export interface ShopFault {
  /** Milliseconds added to each answer of the stock service and to most calls of it. */
  networkOfStock?: number;
  /** Stock returns early: its last line is another one. */
  earlyReturnOfStock?: boolean;
  /** The gate ends with an error instead of its usual line. */
  errorOfGate?: boolean;
  /** The store logs nothing any more. */
  silentStore?: boolean;
  withoutIds?: boolean;
  /** Clock of the stock service's host is ahead by this. */
  stockClockMs?: number;
}

/** Repeatable numbers in [0, 1). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

/** `count` requests, one every 400 ms from `startMs` on. Ids of events begin with `prefix`. */
export function shopLines(prefix: string, startMs: number, count: number, fault: ShopFault = {}): LogEvent[] {
  const random = numbersFrom(prefix.length * 7919 + count);
  const events: LogEvent[] = [];
  for (let request = 0; request < count; request++) {
    let nowMs = startMs + request * 400;
    const trace = `${prefix}trace${String(request).padStart(8, '0')}`;
    const say = (service: string, message: string, level = 'INFO', gapMs = 3) => {
      nowMs += gapMs * (0.8 + 0.4 * random());
      const skewMs = service === 'stock' ? (fault.stockClockMs ?? 0) : 0;
      events.push({
        '@timestamp': new Date(nowMs + skewMs).toISOString(),
        message,
        event: { id: `${prefix}${events.length}` },
        service: { name: service },
        host: { name: `host-${service}` },
        log: { level },
        ...(fault.withoutIds ? {} : { trace: { id: trace }, span: { id: `${trace}-${service}` } }),
      });
    };
    const way = (part: 'in' | 'out') =>
      fault.networkOfStock !== undefined && (part === 'out' || random() < 0.7) ? fault.networkOfStock : 0;
    say('gate', `Gate.java:10 order ${request} received`);
    say('cart', `Cart.java:20 cart of order ${request} read`);
    say('gate', `Gate.java:14 cart of order ${request} has ${1 + (request % 5)} items`);
    say('stock', `Stock.java:31 reserving for order ${request}`, 'INFO', 4 + way('in'));
    if (!fault.silentStore) say('store', `store.cc:77 row ${request} locked`);
    if (fault.earlyReturnOfStock) say('stock', `Stock.java:35 nothing to reserve for order ${request}`, 'ERROR');
    else say('stock', `Stock.java:40 reserved for order ${request}`, 'INFO', 6);
    if (fault.errorOfGate) say('gate', `Gate.java:25 order ${request} failed`, 'ERROR');
    else say('gate', `Gate.java:22 order ${request} done`, 'INFO', 3 + way('out'));
  }
  return events.sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? -1 : 1));
}

export const NOON = Date.parse('2026-03-02T12:00:00Z');
