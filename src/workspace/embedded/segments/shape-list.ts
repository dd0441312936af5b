// The shapes of a segment: the structure of events' other fields, each kept once.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import { LeafWriter } from '../blocks/rest-leaves.ts';
import { NOTHING, type PackedRest } from '../blocks/rest-packing.ts';

/** Logs with ever new keys would fill the list: beyond this an event's fields are written out. */
const MAX_SHAPES = 4_000;

export interface StoredRest {
  /** Null when nothing is left to store. */
  shape: number | null;
  leaves: string | null;
  /** The event is written out whole. */
  isWhole: boolean;
}

/** Of one segment; used inside the transaction of its rows. */
export class ShapeList {
  readonly #database: SqliteDatabase;
  readonly #shapes = new Map<string, number>();
  readonly #writer = new LeafWriter();

  constructor(database: SqliteDatabase) {
    this.#database = database;
    for (const [id, text] of database.prepare('SELECT id, text FROM shape').all())
      this.#shapes.set(String(text), Number(id));
  }

  /** The rest as the segment keeps it; `whole` gives the event for the rare case that it has no shape. */
  store({ shape, leaves }: PackedRest, whole: () => LogEvent): StoredRest {
    if (shape === NOTHING) return { shape: null, leaves: null, isWhole: false };
    const id = shape === undefined ? undefined : this.#idOf(shape, false);
    if (id !== undefined) return { shape: id, leaves: leaves === '' ? null : leaves, isWhole: false };
    this.#writer.start(null);
    const hole = this.#writer.literal(JSON.stringify(whole()));
    return { shape: this.#idOf(hole, true)!, leaves: this.#writer.leaves, isWhole: true };
  }

  #idOf(text: string, always: boolean): number | undefined {
    const known = this.#shapes.get(text);
    if (known !== undefined) return known;
    if (this.#shapes.size >= MAX_SHAPES && !always) return undefined;
    const id = this.#shapes.size + 1;
    this.#database.prepare('INSERT INTO shape VALUES (?,?)').run(id, text);
    this.#shapes.set(text, id);
    return id;
  }
}
