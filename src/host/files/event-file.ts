import { AppError } from '../../base/errors.ts';
import { readLines } from '../../drivers/node/line-file.ts';
import type { LogEvent } from '../../model/log-event.ts';

/** What was met while a file of events was read. */
export interface EventFileTally {
  events: number;
  /** Lines that are no JSON object or have neither time nor message. */
  unreadable: number;
  /** Times of the earliest and the latest event, as text. */
  first?: string;
  last?: string;
}

/**
 * Events of an NDJSON file (`.gz` is unpacked, `-` is standard input); ECS keys may be nested or dotted. Lines that are
 * no event are counted in `tally` and left out. Rejects FILE_UNREADABLE, and BAD_INPUT when no line is an event.
 */
export async function* readEventFile(path: string, tally: EventFileTally): AsyncGenerator<LogEvent> {
  for await (const lines of readLines(path)) {
    for (const line of lines) {
      if (line.trim() === '') continue;
      const event = parseEvent(line, tally.events);
      if (event === undefined) {
        tally.unreadable++;
        continue;
      }
      tally.events++;
      const time = event['@timestamp'];
      if (tally.first === undefined || time < tally.first) tally.first = time;
      if (tally.last === undefined || time > tally.last) tally.last = time;
      yield event;
    }
  }
  if (tally.events === 0 && tally.unreadable > 0) {
    throw new AppError('BAD_INPUT', `Reading events from "${path}": none of its ${tally.unreadable} lines is one.`, {
      hint: 'It takes one JSON object a line with "@timestamp" and "message"; `crosstail import` reads other formats.',
    });
  }
}

function parseEvent(line: string, number: number): LogEvent | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  const event = nest(parsed as Record<string, unknown>);
  if (typeof event['@timestamp'] !== 'string' || typeof event.message !== 'string') return undefined;
  const own = event.event;
  if (typeof own !== 'object' || own === null || typeof (own as { id?: unknown }).id !== 'string') {
    event.event = { ...(typeof own === 'object' ? own : {}), id: `line-${number}` };
  }
  return event as LogEvent;
}

/** `{"log.level": "INFO"}` as `{"log": {"level": "INFO"}}`; what is nested already stays. */
function nest(flat: Record<string, unknown>): Record<string, unknown> {
  const nested: Record<string, unknown> = {};
  for (const key of Object.keys(flat)) {
    const parts = key.split('.');
    if (parts.includes('__proto__')) continue;
    let at = nested;
    for (const part of parts.slice(0, -1)) {
      const inner = Object.hasOwn(at, part) ? at[part] : undefined;
      if (typeof inner === 'object' && inner !== null) at = inner as Record<string, unknown>;
      else {
        const made: Record<string, unknown> = {};
        at[part] = made;
        at = made;
      }
    }
    at[parts.at(-1)!] = flat[key];
  }
  return nested;
}
