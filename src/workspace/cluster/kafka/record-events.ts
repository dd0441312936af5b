import type { RecordBatch } from '../../../drivers/kafka/protocol/record-batch.ts';
import { RecordCursor } from '../../../drivers/kafka/protocol/record-cursor.ts';
import { ForeignRecords } from '../../../formats/foreign/foreign-records.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { RecordFilter } from './record-filter.ts';

export interface RecordPosition {
  offset: number;
  timeMs: number;
}

/** Record batches → the events a filter wants. Shared by all tails of a process. */
export class RecordEvents {
  readonly #foreign = new ForeignRecords();
  readonly #cursor = new RecordCursor();

  /** Calls back for each wanted event, in order; `onRecord` hears of every record and may end the walk with false. */
  read(
    topic: string,
    partition: number,
    batches: readonly RecordBatch[],
    filter: RecordFilter,
    onRecord: (at: RecordPosition) => boolean,
    onEvent: (event: LogEvent, timeMs: number) => void,
  ): void {
    const cursor = this.#cursor;
    for (const batch of batches) {
      cursor.open(batch);
      while (cursor.next()) {
        const { offset, timeMs } = cursor;
        if (!onRecord({ offset, timeMs })) return;
        if (!filter.mayHold(cursor.bytes, cursor.valueStart, cursor.valueEnd)) continue;
        const place = { topic, partition, offset, timestampMs: timeMs };
        for (const event of this.#foreign.read(cursor.value(), cursor.key(), place))
          if (filter.wants(event, topic)) onEvent(event, timeMs);
      }
    }
  }
}
