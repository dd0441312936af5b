// The files of a store for reading: opened when first asked about, closed when many are open or the file is gone.
import { isAppError } from '../../../base/errors.ts';
import { databaseBytes, isWritable } from '../../../drivers/sqlite/database-folder.ts';
import type { SqliteDriver } from '../../../drivers/sqlite/sqlite-database.ts';
import type { StoreStats } from '../../../ports/event-store.ts';
import { BlockMemory } from '../blocks/block-cache.ts';
import { listSetAside } from './segment-check.ts';
import { HOUR_MS } from './segment-format.ts';
import { SegmentReader } from './segment-reader.ts';
import { checkStoreVersion, listSegments, type SegmentFile } from './store-folder.ts';

const MAX_OPEN = 48;

/** How a long question lets others in, and learns that nobody waits for its answer. */
export interface Interruption {
  /** Throws when the question was taken back. */
  check(): void;
  /** Lets other questions have a turn, when this one has had its share; then checks. */
  pause(): Promise<void>;
}

export class StoreReader {
  readonly #driver: SqliteDriver;
  readonly #folder: string;
  readonly #open = new Map<number, SegmentReader>();
  readonly #memory = new BlockMemory();
  readonly #damaged = new Map<string, string>();

  /** Throws STORE_NEWER. */
  constructor(driver: SqliteDriver, folder: string) {
    this.#driver = driver;
    this.#folder = folder;
    checkStoreVersion(folder);
  }

  /** Segments that may hold events of the range, in the asked order. */
  files(fromMs: number | undefined, toMs: number | undefined, newestFirst: boolean): SegmentFile[] {
    const all = listSegments(this.#folder);
    this.#closeGone(all);
    const files = all.filter(
      ({ hour }) =>
        (toMs === undefined || hour * HOUR_MS < toMs) && (fromMs === undefined || (hour + 1) * HOUR_MS > fromMs),
    );
    return newestFirst ? files.reverse() : files;
  }

  /** Undefined when the file was removed meanwhile, or is being made just now. */
  segment(file: SegmentFile): SegmentReader | undefined {
    const open = this.#open.get(file.hour);
    if (open !== undefined) {
      this.#open.delete(file.hour);
      this.#open.set(file.hour, open);
      return open;
    }
    if (this.#damaged.has(file.path)) return undefined;
    let reader: SegmentReader;
    try {
      // Where SQLite cannot make its side files it must be told that nobody else writes either.
      reader = new SegmentReader(this.#driver, file, !isWritable(this.#folder), this.#memory);
    } catch (error) {
      if (isAppError(error) && error.code === 'FILE_UNREADABLE' && databaseBytes(file.path) === 0) return undefined;
      if (this.isDamage(file, error)) return undefined;
      throw error;
    }
    try {
      if (!reader.isReady()) {
        reader.close();
        return undefined;
      }
    } catch (error) {
      reader.close();
      if (this.isDamage(file, error)) return undefined;
      throw error;
    }
    this.#open.set(file.hour, reader);
    if (this.#open.size > MAX_OPEN) this.#close(this.#open.keys().next().value as number);
    return reader;
  }

  /**
   * True when the error says that this file is damaged: then it is left out from now on, which `stats` tells, and the
   * question goes on with the others.
   */
  isDamage(file: SegmentFile, error: unknown): boolean {
    if (!isAppError(error) || error.code !== 'STORE_CORRUPT') return false;
    this.#close(file.hour);
    if (!this.#damaged.has(file.path)) process.emitWarning(`${error.message} Answers are without its events.`);
    this.#damaged.set(file.path, error.message);
    return true;
  }

  async stats(interruption: Interruption): Promise<Omit<StoreStats, 'capabilities'>> {
    const segments: StoreStats['segments'] = [];
    let ends: { fromMs?: number; toMs?: number } = {};
    for (const file of this.files(undefined, undefined, false)) {
      await interruption.pause();
      const reader = this.segment(file);
      if (reader === undefined) continue;
      try {
        const events = Number(reader.database.prepare('SELECT sum(events) FROM minute').get()?.[0] ?? 0);
        if (events === 0) continue;
        segments.push({ fromMs: file.hour * HOUR_MS, events, bytes: databaseBytes(file.path) });
        const span = reader.span();
        if (span !== undefined)
          ends = { fromMs: Math.min(ends.fromMs ?? Infinity, span.fromMs), toMs: Math.max(ends.toMs ?? 0, span.toMs) };
      } catch (error) {
        if (!this.isDamage(file, error)) throw error;
      }
    }
    const sum = (pick: (segment: StoreStats['segments'][number]) => number) =>
      segments.reduce((total, segment) => total + pick(segment), 0);
    const damaged = [...this.#damaged.keys(), ...listSetAside(this.#folder)];
    return { events: sum((s) => s.events), bytes: sum((s) => s.bytes), ...ends, segments, damaged };
  }

  close(): void {
    for (const hour of [...this.#open.keys()]) this.#close(hour);
  }

  #closeGone(all: SegmentFile[]): void {
    const there = new Set(all.map((file) => file.hour));
    for (const hour of [...this.#open.keys()]) if (!there.has(hour)) this.#close(hour);
  }

  #close(hour: number): void {
    const reader = this.#open.get(hour);
    this.#open.delete(hour);
    reader?.close();
  }
}
