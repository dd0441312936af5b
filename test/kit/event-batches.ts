// Batches as an agent makes them, from plain events.
import type { EventBatch, EventSource } from '../../src/model/event-batch.ts';
import { levelRank } from '../../src/model/level.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

export function testSource(service: string, changes: Partial<EventSource> = {}): EventSource {
  return {
    key: `agent-1/${service}`,
    service,
    host: 'host-1',
    path: `/var/log/${service}.log`,
    rule: `rule-${service}`,
    revision: 1,
    topic: `logs.${service}`,
    ...changes,
  };
}

/** An event as the agent reads it from the source at an offset. */
export function testEvent(
  source: EventSource,
  offset: number,
  timeMs: number,
  message: string,
  level?: string,
): LogEvent {
  return {
    '@timestamp': new Date(timeMs).toISOString(),
    message,
    event: { id: `${source.key.replaceAll('/', '_')}-${offset.toString(36)}` },
    log: { ...(level === undefined ? {} : { level }), file: { path: source.path }, offset },
    service: { name: source.service },
    host: { name: source.host },
    crosstail: { rule: source.rule, revision: source.revision, format: 'plain' },
  };
}

export function batchOf(source: EventSource, events: readonly LogEvent[]): EventBatch {
  const json = new TextEncoder().encode(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  const ends = new Uint32Array(events.length);
  let at = 0;
  for (let i = 0; i < events.length; i++) {
    at = json.indexOf(10, at);
    ends[i] = at++;
  }
  const offsets = events.map((event) => event.log?.offset ?? 0);
  return {
    count: events.length,
    json,
    ends,
    timesMs: Float64Array.from(events, (event) => Date.parse(event['@timestamp'])),
    levels: Uint8Array.from(events, (event) => levelRank(event.log?.level)),
    source,
    fromOffset: offsets[0] ?? 0,
    toOffset: (offsets.at(-1) ?? 0) + 1,
  };
}
