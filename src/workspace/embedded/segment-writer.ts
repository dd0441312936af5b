// Writes one hour's file. Everything of one flush goes in by one transaction: rows, index, roll-up, marks.
import type { SqliteDatabase } from '../../drivers/sqlite/sqlite-database.ts';
import { hidesConstants } from './event-constants.ts';
import type { RowDraft } from './event-row.ts';
import { indexText } from './index-text.ts';
import { KeyAllocator } from './key-allocator.ts';
import { RestPacker } from './rest-packing.ts';
import { removeRow } from './row-removal.ts';
import { FLAG_LEVEL, LEVEL_SLOTS, prepareSegment } from './segment-format.ts';
import { SegmentMarks } from './segment-marks.ts';

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

const MINUTES = 60;

export class SegmentWriter {
  readonly hour: number;
  readonly marks: SegmentMarks;
  readonly #database: SqliteDatabase;
  readonly #sources = new Map<string, number>();
  readonly #keys: KeyAllocator;
  readonly #packer: RestPacker;
  readonly #lastSources = new Map<string, { topic: string; draft: RowDraft; id: number }>();
  #irregular: boolean;

  constructor(database: SqliteDatabase, hour: number) {
    this.hour = hour;
    this.#database = database;
    prepareSegment(database);
    for (const [id, constants] of database.prepare('SELECT id, constants FROM source').all())
      this.#sources.set(String(constants), Number(id));
    this.marks = new SegmentMarks(database);
    this.#keys = new KeyAllocator(database);
    this.#packer = new RestPacker(database);
    this.#irregular = database.prepare("SELECT 1 FROM meta WHERE name='irregular'").get() !== undefined;
  }

  /** Writes the rows or none. After a throw this object must not be used again: open the file anew. */
  write(rows: PendingRow[]): void {
    rows.sort((a, b) => a.draft.micros - b.draft.micros);
    this.#database.transaction(() => this.#writeAll(rows));
  }

  close(): void {
    this.#database.close();
  }

  #writeAll(rows: PendingRow[]): void {
    const insert = this.#database.prepare(
      'INSERT INTO event(key, source, flags, seq, offset, shape, message, rest) VALUES (?,?,?,?,?,?,?,?)',
    );
    const index = this.#database.prepare('INSERT INTO words(rowid, text) VALUES (?,?)');
    const minutes = new Map<number, number>();
    for (const row of rows) {
      const { draft } = row;
      if (row.replaces !== undefined) removeRow(this.#database, this.hour, row.replaces);
      const source = this.#sourceOf(draft, row);
      const key = this.#keys.next(draft.micros);
      const level = draft.flags & FLAG_LEVEL;
      const packed = this.#packer.pack(draft);
      insert.run(key, source, draft.flags, row.seq, draft.offset, packed.shape, draft.message, packed.leaves);
      index.run(key * LEVEL_SLOTS + level, indexText(draft, source));
      const minute = (source * MINUTES + Math.floor(draft.micros / 60_000_000)) * LEVEL_SLOTS + level;
      minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
      this.marks.noteRow(row, source, key);
      if (draft.isLong || (packed.isUnusual && hidesConstants(draft.event, draft.constants))) this.#setIrregular();
    }
    this.#writeMinutes(minutes);
    this.marks.save();
    this.#keys.saveSpill();
  }

  // Events of one file share their source mostly.
  #sourceOf(draft: RowDraft, row: PendingRow): number {
    const file = row.sourceKey ?? '';
    const last = this.#lastSources.get(file);
    if (last !== undefined && last.topic === row.topic && sameSource(draft, last.draft)) return last.id;
    const id = this.#findSource(draft, row.topic);
    if (this.#lastSources.size > 1_000) this.#lastSources.clear();
    this.#lastSources.set(file, { topic: row.topic, draft, id });
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
      const place = Math.floor(cell / LEVEL_SLOTS);
      add.run(place % MINUTES, Math.floor(place / MINUTES), cell % LEVEL_SLOTS, events);
    }
  }

  #setIrregular(): void {
    if (this.#irregular) return;
    this.#database.prepare("INSERT OR REPLACE INTO meta VALUES ('irregular', 1)").run();
    this.#irregular = true;
  }
}

function sameSource(a: RowDraft, b: RowDraft): boolean {
  if (a.idPrefix !== b.idPrefix) return false;
  for (let i = 0; i < a.constants.length; i++) if (a.constants[i] !== b.constants[i]) return false;
  return true;
}
