// A dead letter as a Kafka record: the raw bytes as they were, the reason in headers, the place of the record as its key.
import type { DeadLetter } from '../ports/pipeline.ts';
import type { LogRecord, NewRecord, RecordHeader } from '../ports/record-group.ts';

export const DEAD_LETTER_SUFFIX = '.dead-letter';

export interface RefusedRecord {
  topic: string;
  partition: number;
  record: LogRecord;
  kind: string;
  reason: string;
}

const LONGEST_REASON = 2_000;
const decoder = new TextDecoder();

/** The record to put into the dead-letter topic. */
export function deadLetterRecord(refused: RefusedRecord, atMs: number): NewRecord {
  const { topic, partition, record, kind, reason } = refused;
  const headers: RecordHeader[] = [
    header('crosstail-kind', kind),
    header('crosstail-reason', reason.slice(0, LONGEST_REASON)),
    header('crosstail-at', String(atMs)),
    ...(record.key === null ? [] : [{ name: 'crosstail-key', value: record.key }]),
    ...record.headers,
  ];
  return {
    key: Buffer.from(`${topic}/${partition}/${record.offset}`),
    value: record.value,
    headers,
    timestampMs: atMs,
  };
}

function header(name: string, value: string): RecordHeader {
  return { name, value: Buffer.from(value) };
}

export interface HeldLetter extends DeadLetter {
  value: Uint8Array;
  key: Uint8Array | null;
  headers: readonly RecordHeader[];
}

/** Reads a dead letter; undefined for what is none (somebody else's record in the topic). */
export function readDeadLetter(record: LogRecord): HeldLetter | undefined {
  const id = record.key === null ? '' : decoder.decode(record.key);
  const match = /^(.+)\/(\d+)\/(\d+)$/s.exec(id);
  if (match === null || record.value === null) return undefined;
  const own = record.headers.filter(({ name }) => name.startsWith('crosstail-'));
  const text = (name: string) => {
    const value = own.find((each) => each.name === name)?.value;
    return value === undefined || value === null ? '' : decoder.decode(value);
  };
  return {
    id,
    topic: match[1]!,
    partition: Number(match[2]),
    offset: Number(match[3]),
    atMs: Number(text('crosstail-at')) || record.timestampMs,
    kind: text('crosstail-kind'),
    reason: text('crosstail-reason'),
    text: decoder.decode(record.value),
    bytes: record.value.length,
    value: record.value,
    key: own.find(({ name }) => name === 'crosstail-key')?.value ?? null,
    headers: record.headers.filter(({ name }) => !name.startsWith('crosstail-')),
  };
}
