// The lists of a segment that its rows refer to: sources and shapes.
import type { SqliteDatabase } from '../../../drivers/sqlite/sqlite-database.ts';
import { constantsAsEvent, type Scalar } from '../blocks/event-constants.ts';
import type { SourceConstants } from '../blocks/event-row.ts';

export interface StoredSource extends SourceConstants {
  id: number;
  topic: string;
}

/** Texts of a segment's shapes in the order of their ids, those behind `afterId` only. */
export function readShapes(database: SqliteDatabase, afterId: number): string[] {
  const rows = database.prepare('SELECT text FROM shape WHERE id>? ORDER BY id').all(afterId);
  return rows.map(([text]) => String(text));
}

/** Sources of a segment by id, those behind `afterId` only. */
export function readSources(database: SqliteDatabase, afterId: number): StoredSource[] {
  const rows = database.prepare('SELECT id, constants FROM source WHERE id>? ORDER BY id').all(afterId);
  return rows.map(([id, text]) => {
    const [idPrefix, topic, ...constants] = JSON.parse(String(text)) as [string, string, ...(Scalar | null)[]];
    return { id: Number(id), idPrefix, topic, event: constantsAsEvent(constants) };
  });
}
