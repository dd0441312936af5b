// One log event in ECS form: what the agent writes, Kafka carries, the store keeps and panes show.
// Field names are ECS, verbatim; what ECS does not have is under `crosstail`.

export interface StackFrame {
  function?: string;
  file?: string;
  line?: number;
  module?: string;
  address?: string;
}

/** Correlation ids by kind (`request`, `trace`, `order`, …): several kinds and values may stand in one event. */
export type CorrelationIds = Record<string, string[]>;

export interface CrosstailFields {
  /** Id and revision of the rule that collected the event. */
  rule?: string;
  revision?: number;
  /** Name of the format that parsed it (`glog`, `python`, `json`, …); `plain` when none did. */
  format?: string;
  /** Identity of the file's life between creation and truncation: see agent/file-identity. */
  generation?: string;
  /** Index into `message` (UTF-16 code units) where the message proper starts, behind time, level and the like. */
  body_at?: number;
  /** The message proper where it does not stand in `message` as it is (a member of a JSON line). */
  body?: string;
  ids?: CorrelationIds;
  frames?: StackFrame[];
  /** Lines or bytes beyond the cap were cut; the number of bytes left out. */
  truncated?: number;
  /** The event was written without its end (file ended, timeout); a longer one with the same id may follow. */
  partial?: boolean;
  /** The line had no time of its own: it was given the time of the line before it or of reading. */
  time_guessed?: boolean;
  /** The time was moved by so many ms, because the clock it came from was wrong; not kept in the store. */
  shifted_ms?: number;
  /** Bytes that were not valid in the file's encoding and were replaced. */
  broken_bytes?: number;
  /** Who put the record on Kafka (`filebeat`, `fluent-bit`, `otel`, …), where that could be told. */
  shipper?: string;
  /** What the record was where its text is no log line: shown all the same. */
  mark?: 'tombstone' | 'empty' | 'binary' | 'broken-json';
  /** Set on the asked event of a context answer. */
  hit?: boolean;
}

export interface LogEvent {
  /** ISO 8601 in UTC, with as many fraction digits as the line had (at least three). */
  '@timestamp': string;
  /** Original text in full; lines of one event joined by \n. */
  message: string;
  event: { id: string; dataset?: string };
  log?: {
    level?: string;
    logger?: string;
    file?: { path: string };
    /** Byte offset in the file where the event starts. */
    offset?: number;
    origin?: { file?: { name?: string; line?: number }; function?: string };
  };
  service?: { name: string };
  host?: { name: string };
  process?: { pid?: number; thread?: { id?: number; name?: string } };
  trace?: { id: string };
  span?: { id: string };
  transaction?: { id: string };
  error?: { type?: string; message?: string; stack_trace?: string };
  labels?: Record<string, string>;
  tags?: string[];
  agent?: { id?: string; name?: string; type?: string; version?: string };
  crosstail?: CrosstailFields;
  /** Whatever else a JSON line or another shipper brought. */
  [field: string]: unknown;
}

/** The message proper of an event, as views show it. */
export function bodyOf(event: LogEvent): string {
  if (event.crosstail?.body !== undefined) return event.crosstail.body;
  const at = event.crosstail?.body_at ?? 0;
  return at > 0 ? event.message.slice(at) : event.message;
}

/** Epoch milliseconds of an event (fraction digits beyond three are kept as a fraction). NaN when the time is broken. */
export function timeOf(event: LogEvent): number {
  return Date.parse(event['@timestamp']);
}

/** Every correlation id of an event with its kind, ECS trace, span and transaction ids included. */
export function idsOf(event: LogEvent): { kind: string; value: string }[] {
  const found: { kind: string; value: string }[] = [];
  const add = (kind: string, value: unknown) => {
    if (typeof value === 'string' && value !== '' && !found.some((id) => id.value === value))
      found.push({ kind, value });
  };
  for (const [kind, values] of Object.entries(event.crosstail?.ids ?? {})) {
    // Records of others may have anything here.
    if (Array.isArray(values)) for (const value of values) add(kind, value);
  }
  add('trace', event.trace?.id);
  add('span', event.span?.id);
  add('transaction', event.transaction?.id);
  return found;
}
