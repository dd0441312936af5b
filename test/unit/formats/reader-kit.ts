// Reads bytes with an EventReader the way the agent does, in chunks of any size.
import { EventReader, type ReaderSettings } from '../../../src/formats/event-reader.ts';
import { type EventBatch, eventAt } from '../../../src/model/event-batch.ts';
import { bodyOf, type LogEvent } from '../../../src/model/log-event.ts';

/** 2026-11-24T12:00:00Z: the time of reading in all tests. */
export const NOW_MS = Date.UTC(2026, 10, 24, 12);

export function settings(over: Partial<ReaderSettings> = {}): ReaderSettings {
  return {
    source: {
      key: 'k',
      service: 'shop',
      host: 'h1',
      path: '/var/log/a.log',
      rule: 'r1',
      revision: 7,
      topic: 'logs.shop',
    },
    agentId: 'agent-1',
    generation: 'g1',
    format: 'auto',
    multiline: 'auto',
    encoding: 'utf-8',
    timezone: 'UTC',
    correlate: [],
    fields: {},
    ...over,
  };
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function eventsOf(batch: EventBatch | undefined): LogEvent[] {
  return batch === undefined ? [] : Array.from({ length: batch.count }, (_, i) => eventAt(batch, i));
}

/** All events of a whole file. `cuts` are the places where chunks end. */
export function read(
  input: string | Uint8Array,
  over: Partial<ReaderSettings> = {},
  cuts: readonly number[] = [],
): LogEvent[] {
  const bytes = typeof input === 'string' ? bytesOf(input) : input;
  const reader = new EventReader(settings(over), 0);
  const events: LogEvent[] = [];
  let from = 0;
  for (const to of [...cuts, bytes.length]) {
    events.push(...eventsOf(reader.push(bytes.slice(from, to), NOW_MS)));
    from = to;
  }
  return [...events, ...eventsOf(reader.flush(NOW_MS, 'end'))];
}

/** The one event of a text; throws when there are more or none. */
export function readOne(input: string | Uint8Array, over: Partial<ReaderSettings> = {}): LogEvent {
  const events = read(input, over);
  if (events.length !== 1)
    throw new Error(`${events.length} events: ${events.map((event) => event.message).join(' | ')}`);
  return events[0]!;
}

export { bodyOf };
