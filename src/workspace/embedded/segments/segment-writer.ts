// Writes one hour's file. Everything of one flush goes in by one transaction: rows, index, roll-up, marks.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import type { BlockRow } from '../blocks/block-row.ts';
import { BlockWriter } from '../blocks/block-writer.ts';
import type { Scalar } from '../blocks/event-constants.ts';
import { hidesConstants } from '../blocks/event-constants.ts';
import { eventOfRow, type RowDraft, wordsOfEvent } from '../blocks/event-row.ts';
import { momentOf } from '../blocks/event-time.ts';
import { KeyAllocator } from './key-allocator.ts';
import { FLAG_LEVEL, LEVELS, prepareSegment } from './segment-format.ts';
import { SegmentMarks } from './segment-marks.ts';
import { readShapes, readSources } from './segment-rows.ts';
import { ShapeList } from './shape-list.ts';

/** An event of a flush on its way into a segment. */
export interface PendingRow {
  draft: RowDraft;
  seq: number;
  topic: string;
  /** Key of the file's life, for events the agent read itself; undefined for events that were known before. */
  sourceKey: string | undefined;
  /** Row that this one replaces: the same event, written before without its end. */
  replaces: number | undefined;
}

interface LastSource {
  topic: string;
  idPrefix: string;
  constants: readonly (Scalar | undefined)[];
  id: number;
}

const MINUTES = 60;

export class SegmentWriter {
  readonly hour: number;
  readonly marks: SegmentMarks;
  readonly #database: SqliteDatabase;
  readonly #sources = new Map<string, number>();
  readonly #blocks: BlockWriter;
  readonly #keys: KeyAllocator;
  readonly #shapes: ShapeList;
  readonly #lastSources = new Map<string, LastSource>();
  #irregular: boolean;

  constructor(database: SqliteDatabase, hour: number) {
    this.hour = hour;
    this.#database = database;
    prepareSegment(database);
    for (const [id, constants] of database.prepare('SELECT id, constants FROM source').all())
      this.#sources.set(String(constants), Number(id));
    this.#blocks = new BlockWriter(database, (row) => this.#wordsOf(row));
    this.marks = new SegmentMarks(database, (key) => this.#messageLength(key));
    this.#keys = new KeyAllocator(database, this.#blocks);
    this.#shapes = new ShapeList(database);
    this.#irregular = database.prepare("SELECT 1 FROM meta WHERE name='irregular'").get() !== undefined;
  }

  /** Writes the rows or none. After a throw this object must not be used again: open the file anew. */
  write(rows: PendingRow[]): void {
    rows.sort((a, b) => a.draft.micros - b.draft.micros);
    this.#database.transaction(() => this.#writeAll(rows));
  }

  /** A slice of putting small blocks together; false when there is nothing to do. */
  tidy(): boolean {
    return this.#blocks.gather();
  }

  /** Folds the write-ahead log into the file, as far as readers let it. */
  fold(): void {
    this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    this.#database.close();
  }

  #writeAll(rows: PendingRow[]): void {
    for (const { replaces } of rows) if (replaces !== undefined) this.#remove(replaces);
    this.#keys.start();
    const minutes = new Map<number, number>();
    const blockRows: BlockRow[] = [];
    for (const row of rows) {
      const { draft } = row;
      const source = this.#sourceOf(draft, row);
      const key = this.#keys.next(draft.micros);
      const { shape, leaves, isWhole } = this.#shapes.store(draft.rest, draft.whole);
      const { flags, offset, message, words } = draft;
      blockRows.push({
        key,
        source,
        flags,
        seq: row.seq,
        offset,
        shape,
        leaves,
        message,
        words,
      });
      const minute = cellOf(source, draft.micros, flags);
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      this.marks.noteRow(row, source, key);
      const isUnusual = isWhole || draft.rest.isUnusual;
      if (draft.isLong || (isUnusual && hidesConstants(draft.whole(), draft.constants))) this.#setIrregular();
    }
    if (this.#blocks.write(blockRows)) this.#setIrregular();
    this.#writeMinutes(minutes);
    this.marks.save();
    this.#keys.saveSpill();
  }

  #remove(key: number): void {
    const row = this.#blocks.find(key);
    if (row === undefined) return;
    this.#blocks.remove(key);
    // The roll-up counts by the event's own time, which its key may stand behind.
    const { micros } = momentOf(this.#eventOf(row)['@timestamp'])!;
    this.#writeMinutes(new Map([[cellOf(row.source, micros, row.flags), -1]]));
  }

  #messageLength(key: number): number | undefined {
    const row = this.#blocks.find(key);
    return row === undefined ? undefined : (row.message?.length ?? 0);
  }

  #wordsOf(row: BlockRow): string {
    return wordsOfEvent(this.#eventOf(row));
  }

  #eventOf(row: BlockRow) {
    const source = readSources(this.#database, row.source - 1)[0]!;
    const shape = row.shape === null ? undefined : readShapes(this.#database, row.shape - 1)[0];
    return eventOfRow(this.hour, row, source, shape);
  }

  // Events of one file share their source mostly.
  #sourceOf(draft: RowDraft, row: PendingRow): number {
    const file = row.sourceKey ?? '';
    const last = this.#lastSources.get(file);
    if (last !== undefined && last.topic === row.topic && isSameSource(draft, last)) return last.id;
    const id = this.#findSource(draft, row.topic);
    if (this.#lastSources.size > 1_000) this.#lastSources.clear();
    this.#lastSources.set(file, { topic: row.topic, idPrefix: draft.idPrefix, constants: draft.constants, id });
    return id;
  }

  #findSource(draft: RowDraft, topic: string): number {
    const text = JSON.stringify([draft.idPrefix, topic, ...draft.constants]);
    const known = this.#sources.get(text);
    if (known !== undefined) return known;
    const id = this.#sources.size + 1;
    this.#database.prepare('INSERT INTO source(id, constants, topic) VALUES (?,?,?)').run(id, text, topic);
    this.#sources.set(text, id);
    return id;
  }

  #writeMinutes(minutes: Map<number, number>): void {
    const add = this.#database.prepare(
      'INSERT INTO minute VALUES (?,?,?,?) ON CONFLICT(minute, source, level) DO UPDATE SET events=events+excluded.events',
    );
    for (const [cell, events] of minutes) {
      const place = Math.floor(cell / LEVELS);
      add.run(place % MINUTES, Math.floor(place / MINUTES), cell % LEVELS, events);
    }
  }

  #setIrregular(): void {
    if (this.#irregular) return;
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('irregular', 1)").run();
    this.#irregular = true;
  }
}

function cellOf(source: number, micros: number, flags: number): number {
  return (source * MINUTES + Math.floor(micros / 60_000_000)) * LEVELS + (flags & FLAG_LEVEL);
}

function isSameSource({ idPrefix, constants }: RowDraft, last: LastSource): boolean {
  if (idPrefix !== last.idPrefix) return false;
  return constants === last.constants || constants.every((value, i) => value === last.constants[i]);
}
