// A record as a document of our own indices: its bytes as they are where they are an event of ours, else read and written.
import { ForeignRecords } from '../formats/foreign/foreign-records.ts';
import { type LogEvent, timeOf } from '../model/log-event.ts';
import type { LogRecord, TopicPartition } from '../ports/record-group.ts';
import { type CutRecord, cutRecord } from './record-cut.ts';

export interface IndexDocument {
  action: string;
  document: Uint8Array;
  isForeign: boolean;
}

const OWN_MARK = Buffer.from('"crosstail":{');
/** For events whose time no index of a day can hold. */
const UNDATED = 'undated';

export class DocumentMaker {
  readonly #prefix: string;
  readonly #foreignRecords = new ForeignRecords();
  readonly #isObjectRoot: (name: string) => boolean;
  readonly #cut: CutRecord = { idAt: 0, idEnd: 0, dayAt: 0 };
  #day = '';
  #action = '';

  constructor(options: { prefix: string; isObjectRoot: (name: string) => boolean }) {
    this.#prefix = options.prefix;
    this.#isObjectRoot = options.isObjectRoot;
  }

  /** None for a tombstone; several where a shipper put several events into one record. */
  documents(partition: TopicPartition, record: LogRecord): IndexDocument[] {
    const { value } = record;
    if (value === null) return [];
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    const cut = this.#cut;
    if (bytes.length > 0 && bytes.indexOf(OWN_MARK) >= 0 && cutRecord(bytes, cut)) {
      const day = bytes.toString('latin1', cut.dayAt, cut.dayAt + 10);
      const action = this.#head(day) + bytes.toString('utf8', cut.idAt, cut.idEnd) + ACTION_END;
      return [{ action, document: bytes, isForeign: false }];
    }
    return this.#foreign(partition, record, bytes);
  }

  #foreign({ topic, partition }: TopicPartition, record: LogRecord, bytes: Buffer): IndexDocument[] {
    const { offset, timestampMs, key } = record;
    const events = this.#foreignRecords.read(bytes, key, { topic, partition, offset, timestampMs });
    return events.map((event) => this.#written(event, timestampMs));
  }

  #written(event: LogEvent, timestampMs: number): IndexDocument {
    this.#fit(event, timestampMs);
    const timeMs = timeOf(event);
    const isOfDay = timeMs >= 0 && timeMs < Date.UTC(2262, 0, 1);
    const day = isOfDay ? new Date(timeMs).toISOString().slice(0, 10) : UNDATED;
    const action = this.#head(day) + JSON.stringify(event.event.id).slice(1, -1) + ACTION_END;
    return { action, document: Buffer.from(JSON.stringify(event)), isForeign: true };
  }

  /** Plain values where the index takes objects only go to the labels: the record is searchable instead of refused. */
  #fit(event: LogEvent, timestampMs: number): void {
    if (Number.isNaN(timeOf(event))) event['@timestamp'] = new Date(Math.max(timestampMs, 0)).toISOString();
    const fields = event as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      const value = fields[name];
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
      if (isObject || value === null || !this.#isObjectRoot(name)) continue;
      delete fields[name];
      const labels = typeof fields.labels === 'object' && fields.labels !== null ? fields.labels : {};
      fields.labels = { ...labels, [name]: value };
    }
  }

  /** Records of a day come together: the line's start is made once a day. */
  #head(day: string): string {
    if (day !== this.#day) {
      this.#day = day;
      this.#action = `{"create":{"_index":"${this.#prefix}${day.replaceAll('-', '.')}","_id":"`;
    }
    return this.#action;
  }
}

const ACTION_END = '"}}';
