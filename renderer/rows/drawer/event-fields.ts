// The fields of an event as rows of the drawer: what the message says, and where it came from.
import type { LogEvent } from '../../../src/model/log-event.ts';

export interface FieldRow {
  readonly name: string;
  readonly value: string;
}

/** Shown on their own above, or in the second group. */
const ELSEWHERE = new Set([
  '@timestamp',
  'message',
  'event',
  'crosstail',
  'agent',
  'service',
  'host',
  'log',
  'error.stack_trace',
]);
const MOST_FIELDS = 500;

/** Every field of the event that is not provenance, flattened, in the order of the event. */
export function ownFields(event: LogEvent): FieldRow[] {
  const rows: FieldRow[] = [];
  const add = (name: string, value: unknown) => {
    if (value !== undefined && value !== null && value !== '' && rows.length < MOST_FIELDS)
      rows.push({ name, value: typeof value === 'string' ? value : JSON.stringify(value) });
  };
  add('service.name', event.service?.name);
  add('host.name', event.host?.name);
  const { origin } = event.log ?? {};
  const place = [origin?.file?.name, origin?.file?.line].filter((part) => part !== undefined).join(':');
  add('log.origin', [place, origin?.function].filter((part) => part !== undefined && part !== '').join(' '));
  add('log.logger', event.log?.logger);
  for (const [name, value] of Object.entries(event)) if (!ELSEWHERE.has(name)) flatten(name, value, add, 0);
  return rows;
}

function flatten(name: string, value: unknown, add: (name: string, value: unknown) => void, depth: number): void {
  if (ELSEWHERE.has(name)) return;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || depth > 8) add(name, value);
  else for (const [key, inner] of Object.entries(value)) flatten(`${name}.${key}`, inner, add, depth + 1);
}

/** File, offset, rule, format and what was cut or guessed. */
export function provenanceFields(event: LogEvent): FieldRow[] {
  const rows: FieldRow[] = [];
  const add = (name: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') rows.push({ name, value: String(value) });
  };
  const own = event.crosstail ?? {};
  add('log.file.path', event.log?.file?.path);
  add('log.offset', event.log?.offset);
  add('event.dataset', event.event.dataset);
  add(
    'crosstail.rule',
    own.rule === undefined ? undefined : `${own.rule}${own.revision === undefined ? '' : ` r${own.revision}`}`,
  );
  add('crosstail.format', own.format);
  add('agent.id', event.agent?.id);
  add('event.id', event.event.id);
  add('crosstail.truncated', own.truncated);
  if (own.partial === true) add('crosstail.partial', 'true');
  if (own.time_guessed === true) add('crosstail.time_guessed', 'true');
  add('crosstail.broken_bytes', own.broken_bytes);
  add('crosstail.shifted_ms', own.shifted_ms);
  return rows;
}
