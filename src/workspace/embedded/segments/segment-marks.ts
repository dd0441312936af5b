// What a segment already has: how far each file's events are stored, and the ids of events that were known before.
// Kept in the transaction of the rows, so that an event offered again after a crash is seen as what it is.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import type { PendingRow } from './segment-writer.ts';

export interface Mark {
  prefix: string;
  offset: number;
  /** Key of the event at `offset`; -1 while it is not written yet. */
  row: number;
  pending: PendingRow | undefined;
  dirty: boolean;
}

interface Run {
  fromOffset: number;
  toOffset: number;
  fromKey: number;
  toKey: number;
}

export type Offer = 'new' | 'duplicate' | 'replaced-pending' | { replaces: number };

export class SegmentMarks {
  readonly #database: SqliteDatabase;
  readonly #byKey = new Map<string, Mark>();
  readonly #byPrefix = new Map<string, Mark>();
  readonly #newIds = new Set<string>();
  readonly #messageLength: (key: number) => number | undefined;
  #runs = new Map<number, Run>();

  /** `messageLength` of the row with a key, in UTF-16 units; undefined when there is no such row. */
  constructor(database: SqliteDatabase, messageLength: (key: number) => number | undefined) {
    this.#database = database;
    this.#messageLength = messageLength;
    for (const [key, prefix, offset, row] of database.prepare('SELECT key, prefix, offset, row FROM mark').all()) {
      const mark = {
        prefix: String(prefix),
        offset: Number(offset),
        row: Number(row),
        pending: undefined,
        dirty: false,
      };
      this.#byKey.set(String(key), mark);
      this.#byPrefix.set(mark.prefix, mark);
    }
  }

  /** Says whether an event that the agent read itself is new here, and counts it as stored from now on. */
  offerOwn(sourceKey: string, row: PendingRow): Offer {
    const offset = row.draft.offset!;
    const mark = this.#byKey.get(sourceKey);
    if (mark === undefined) {
      const made: Mark = { prefix: row.draft.idPrefix, offset, row: -1, pending: row, dirty: true };
      this.#byKey.set(sourceKey, made);
      this.#byPrefix.set(made.prefix, made);
      return 'new';
    }
    if (offset < mark.offset) return 'duplicate';
    if (offset === mark.offset) return this.#offerLonger(mark, row);
    mark.offset = offset;
    mark.pending = row;
    mark.dirty = true;
    return 'new';
  }

  // The same event again, now with its end: the longer text counts.
  #offerLonger(mark: Mark, row: PendingRow): Offer {
    const length = row.draft.message?.length ?? 0;
    if (mark.pending !== undefined) {
      if (length <= (mark.pending.draft.message?.length ?? 0)) return 'duplicate';
      mark.pending.draft = row.draft;
      mark.pending.seq = row.seq;
      return 'replaced-pending';
    }
    const stored = this.#messageLength(mark.row);
    if (stored === undefined || length <= stored) return 'duplicate';
    const replaces = mark.row;
    Object.assign(mark, { pending: row, dirty: true });
    return { replaces };
  }

  /** Says whether an event that brought its own id is new here. */
  offerKnown(row: PendingRow): Offer {
    const { eventId, idPrefix, offset } = row.draft;
    if (eventId === '') return 'new';
    const own = idPrefix === '' ? undefined : this.#byPrefix.get(idPrefix);
    if (own !== undefined && offset! <= own.offset) return 'duplicate';
    if (this.#newIds.has(eventId)) return 'duplicate';
    if (this.#database.prepare('SELECT 1 FROM known WHERE id=?').get(eventId) !== undefined) return 'duplicate';
    this.#newIds.add(eventId);
    return 'new';
  }

  /** Takes note of where a row was written. */
  noteRow(row: PendingRow, source: number, key: number): void {
    if (row.sourceKey === undefined) {
      if (row.draft.eventId !== '')
        this.#database.prepare('INSERT INTO known VALUES (?,?)').run(row.draft.eventId, key);
      return;
    }
    const mark = this.#byKey.get(row.sourceKey)!;
    if (mark.pending === row) {
      mark.row = key;
      mark.pending = undefined;
    }
    const offset = row.draft.offset!;
    const run = this.#runs.get(source);
    if (run === undefined) this.#runs.set(source, { fromOffset: offset, toOffset: offset, fromKey: key, toKey: key });
    else {
      run.fromOffset = Math.min(run.fromOffset, offset);
      run.toOffset = Math.max(run.toOffset, offset);
      run.fromKey = Math.min(run.fromKey, key);
      run.toKey = Math.max(run.toKey, key);
    }
  }

  /** Writes what changed; inside the flush's transaction. */
  save(): void {
    const mark = this.#database.prepare('INSERT OR REPLACE INTO mark VALUES (?,?,?,?)');
    for (const [key, value] of this.#byKey) {
      if (!value.dirty) continue;
      mark.run(key, value.prefix, value.offset, value.row);
      value.dirty = false;
    }
    const run = this.#database.prepare('INSERT INTO run VALUES (?,?,?,?,?)');
    for (const [source, r] of this.#runs) run.run(source, r.fromOffset, r.toOffset, r.fromKey, r.toKey);
    this.#runs = new Map();
    this.#newIds.clear();
  }
}
