import type { LogRecord } from '../../../ports/record-group.ts';
import type { RecordBatch } from './record-batch.ts';
import { RecordCursor } from './record-cursor.ts';

/** The records of some batches as objects; bytes are views. */
export function recordList(batches: RecordBatch[]): LogRecord[] {
  const records: LogRecord[] = [];
  const cursor = new RecordCursor();
  for (const batch of batches)
    for (cursor.open(batch); cursor.next(); )
      records.push({
        offset: cursor.offset,
        timestampMs: cursor.timeMs,
        key: cursor.key(),
        value: cursor.value(),
        headers: cursor.hasHeaders ? cursor.headers().map(({ key, value }) => ({ name: key, value })) : NO_HEADERS,
      });
  return records;
}

const NO_HEADERS: LogRecord['headers'] = [];
