// Any record as an event: JSON objects keep what they have, everything else is text.
import type { LogEvent } from '../model/log-event.ts';
import type { ReadForeign } from './document-of-record.ts';

const decoder = new TextDecoder();

/** Reads a record by its outline only: time, message and id are made up where they are missing. */
export const readPlainRecord: ReadForeign = (value, { topic, partition, offset, timestampMs }) => {
  const text = decoder.decode(value);
  const found = objectOf(text);
  const event = (found ?? {}) as Record<string, unknown>;
  if (typeof event.message !== 'string') event.message = text;
  if (typeof event['@timestamp'] !== 'string') event['@timestamp'] = new Date(Math.max(timestampMs, 0)).toISOString();
  const own = typeof event.event === 'object' && event.event !== null ? event.event : {};
  event.event = { id: `${topic}/${partition}/${offset}`, ...own };
  return event as LogEvent;
};

function objectOf(text: string): Record<string, unknown> | undefined {
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : undefined;
  } catch {
    // Broken JSON is text: it is stored as it came.
    return undefined;
  }
}
