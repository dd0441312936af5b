// Takes batches, sorts their events into hours, and commits what has gathered in one go.
import path from 'node:path';
import { AppError, isAppError, messageOf } from '../../../base/errors.ts';
import { databaseBytes, removeDatabase } from '../../../drivers/sqlite/database-folder.ts';
import type { SqliteDriver } from '../../../drivers/sqlite/sqlite-database.ts';
import { BatchDrafts } from '../blocks/batch-drafts.ts';
import { SOURCE_FIELDS } from '../blocks/event-constants.ts';
import { hoursToRemove, type Retention } from './retention.ts';
import { setAside, setDamagedAside } from './segment-check.ts';
import { segmentName } from './segment-format.ts';
import { migrateSegment } from './segment-migration.ts';
import { type PendingRow, SegmentWriter } from './segment-writer.ts';
import { listSegments, StoreLock } from './store-folder.ts';

const MAX_OPEN = 12;

/** A batch as the writer's thread gets it. */
export interface WireBatch {
  json: Uint8Array;
  sourceKey: string;
  topic: string;
}

export interface AppendResult {
  /** Number of this commit: everything with this number or a lower one is visible to readers. */
  seq: number;
  /** Indexes of events that were there already. */
  duplicates: number[];
}

/** An event of a flush: the batch it came in, its place there, its row. */
interface Arrival {
  batch: number;
  event: number;
  row: PendingRow;
}

/** Place of `crosstail.format` among the constants, and the format of events that were known before. */
const FORMAT = SOURCE_FIELDS.indexOf('crosstail.format');
const KNOWN_FORMAT = 'ecs';

export class StoreWriter {
  readonly #driver: SqliteDriver;
  readonly #folder: string;
  readonly #lock: StoreLock;
  readonly #open = new Map<number, SegmentWriter>();
  readonly #drafts = new BatchDrafts();

  /** Throws STORE_LOCKED, STORE_NEWER, PERMISSION_DENIED. */
  constructor(driver: SqliteDriver, folder: string) {
    this.#driver = driver;
    this.#folder = folder;
    this.#lock = new StoreLock(driver, folder);
    for (const aside of setDamagedAside(driver, listSegments(folder))) warnOfDamage(aside);
    if (this.#lock.isOld) this.#migrate();
  }

  #migrate(): void {
    for (const { hour, path: file } of listSegments(this.#folder)) migrateSegment(this.#driver, file, hour);
    this.#lock.setMigrated();
  }

  get lastSequence(): number {
    return this.#lock.lastSequence;
  }

  /** Commits the batches; one result or error for each. What is in a result is safe from a crash of this process. */
  append(batches: WireBatch[], nowMs: number): (AppendResult | AppError)[] {
    const results: (AppendResult | AppError)[] = [];
    const byHour = new Map<number, Arrival[]>();
    for (const [i, batch] of batches.entries()) results.push(this.#draft(batch, i, byHour, nowMs));
    for (const [hour, arrivals] of byHour) {
      const failure = this.#store(hour, arrivals, results);
      if (failure !== undefined) for (const arrival of arrivals) results[arrival.batch] = failure;
      this.#closeSome();
    }
    return results;
  }

  /** A slice of putting small blocks together, of some milliseconds; false when there is nothing to do. */
  tidy(): boolean {
    for (const [hour, writer] of this.#open) {
      try {
        if (writer.tidy()) return true;
      } catch (error) {
        this.#forget(hour);
        throw error;
      }
    }
    return false;
  }

  /** Folds the write-ahead logs into their files. */
  fold(): void {
    for (const writer of this.#open.values()) writer.fold();
  }

  /** Removes hours that the retention does not keep; returns them. */
  retain(retention: Retention, nowMs: number): number[] {
    const files = listSegments(this.#folder);
    const sized = files.map(({ hour, path: file }) => ({ hour, bytes: databaseBytes(file) }));
    const gone = hoursToRemove(sized, retention, nowMs);
    for (const { hour, path: file } of files) {
      if (!gone.includes(hour)) continue;
      this.#forget(hour);
      removeDatabase(file);
    }
    return gone;
  }

  close(): void {
    for (const hour of [...this.#open.keys()]) this.#forget(hour);
    this.#lock.close();
  }

  // A batch with a broken event is refused before anything of it is sorted in.
  #draft(batch: WireBatch, index: number, byHour: Map<number, Arrival[]>, nowMs: number): AppendResult | AppError {
    try {
      const drafts = this.#drafts.read(batch.json, batch.sourceKey, nowMs);
      const seq = this.#lock.nextSequence();
      for (const [i, draft] of drafts.entries()) {
        // Events without a source (of a bundle) were read elsewhere: known by their ids alone.
        const isOwn = batch.sourceKey !== '' && draft.idPrefix !== '' && draft.constants[FORMAT] !== KNOWN_FORMAT;
        const sourceKey = isOwn ? batch.sourceKey : undefined;
        const row: PendingRow = { draft, seq, topic: batch.topic, sourceKey, replaces: undefined };
        const arrivals = byHour.get(draft.hour);
        if (arrivals === undefined) byHour.set(draft.hour, [{ batch: index, event: i, row }]);
        else arrivals.push({ batch: index, event: i, row });
      }
      return { seq, duplicates: [] };
    } catch (error) {
      return this.#failure(error);
    }
  }

  // A file that turns out to be damaged is set aside, and the events go into a new one.
  #store(hour: number, arrivals: Arrival[], results: (AppendResult | AppError)[]): AppError | undefined {
    const failure = this.#tryToStore(hour, arrivals, results);
    if (failure?.code !== 'STORE_CORRUPT') return failure;
    try {
      warnOfDamage(setAside(path.join(this.#folder, segmentName(hour))));
    } catch (error) {
      return this.#failure(error);
    }
    return this.#tryToStore(hour, arrivals, results);
  }

  #tryToStore(hour: number, arrivals: Arrival[], results: (AppendResult | AppError)[]): AppError | undefined {
    try {
      const segment = this.#segment(hour);
      const rows: PendingRow[] = [];
      const duplicates: Arrival[] = [];
      for (const arrival of arrivals) {
        const { row } = arrival;
        const offer =
          row.sourceKey === undefined ? segment.marks.offerKnown(row) : segment.marks.offerOwn(row.sourceKey, row);
        if (offer === 'duplicate') duplicates.push(arrival);
        else if (offer !== 'replaced-pending') {
          if (offer !== 'new') row.replaces = offer.replaces;
          rows.push(row);
        }
      }
      if (rows.length > 0) segment.write(rows);
      for (const { batch, event } of duplicates) {
        const result = results[batch]!;
        if ('seq' in result) result.duplicates.push(event);
      }
      return undefined;
    } catch (error) {
      // What this object remembers may not be what the file holds now.
      this.#forget(hour);
      return this.#failure(error);
    }
  }

  #failure(error: unknown): AppError {
    if (isAppError(error)) return error;
    return new AppError('INTERNAL', `Storing events in ${this.#folder} failed: ${messageOf(error)}.`, {
      cause: error,
      hint: 'Report this with the text above.',
    });
  }

  #segment(hour: number): SegmentWriter {
    const open = this.#open.get(hour);
    if (open !== undefined) {
      this.#open.delete(hour);
      this.#open.set(hour, open);
      return open;
    }
    const writer = new SegmentWriter(this.#driver.open(path.join(this.#folder, segmentName(hour))), hour);
    this.#open.set(hour, writer);
    return writer;
  }

  #closeSome(): void {
    for (const hour of this.#open.keys()) {
      if (this.#open.size <= MAX_OPEN) return;
      this.#open.get(hour)?.fold();
      this.#forget(hour);
    }
  }

  #forget(hour: number): void {
    const writer = this.#open.get(hour);
    this.#open.delete(hour);
    writer?.close();
  }
}

function warnOfDamage(aside: string): void {
  process.emitWarning(`A file of the store was damaged and is set aside: ${aside}. Everything else is readable.`);
}
