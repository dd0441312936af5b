// context: the events around one, within its file, host, service, or among all.
import { AppError } from '../../../base/errors.ts';
import type { LogEvent } from '../../../model/log-event.ts';
import type { ContextRequest } from '../../../ports/event-store.ts';
import { scopeQuery } from '../../../query/event-scope.ts';
import type { LoadedBlock } from '../blocks/block-cache.ts';
import type { StoredRow } from '../blocks/event-row.ts';
import type { KeyRange, SegmentReader } from '../segments/segment-reader.ts';
import type { SegmentFile } from '../segments/store-folder.ts';
import type { Interruption, StoreReader } from '../segments/store-reader.ts';
import { type Hit, hitsOf, type Question, questionOf } from './query-plan.ts';

interface Place {
  file: SegmentFile;
  key: number;
  event: LogEvent;
}

/** Events around one, oldest first, the asked one marked. Rejects NOT_FOUND. */
export async function contextOf(
  store: StoreReader,
  request: ContextRequest,
  interruption: Interruption,
): Promise<LogEvent[]> {
  const place = await locate(store, request.eventId, interruption);
  if (place === undefined) {
    throw new AppError('NOT_FOUND', `No event with the id ${request.eventId} is stored.`, {
      hint: 'It may have been removed by the retention; search for its text.',
    });
  }
  const question = questionOf(scopeQuery(place.event, request.scope), {});
  const before = await neighbours(store, question, place, request.before, true, interruption);
  const after = await neighbours(store, question, place, request.after, false, interruption);
  const hit = { ...place.event, crosstail: { ...place.event.crosstail, hit: true } };
  return [...before.reverse(), hit, ...after];
}

async function locate(store: StoreReader, eventId: string, interruption: Interruption): Promise<Place | undefined> {
  for (const file of store.files(undefined, undefined, true)) {
    await interruption.pause();
    const reader = store.segment(file);
    const found = reader === undefined ? undefined : locateIn(reader, eventId);
    if (found !== undefined) return { file, ...found };
  }
  return undefined;
}

function locateIn(reader: SegmentReader, eventId: string): { key: number; event: LogEvent } | undefined {
  reader.refresh();
  return reader.snapshot(() => {
    const row = rowOfKnown(reader, eventId) ?? rowOfDerived(reader, eventId);
    return row === undefined ? undefined : { key: row.key, event: reader.event(row) };
  });
}

function rowOfKnown(reader: SegmentReader, eventId: string): StoredRow | undefined {
  const known = reader.database.prepare('SELECT row FROM known WHERE id=?').get(eventId);
  if (known === undefined) return undefined;
  const key = Number(known[0]);
  return findRow(reader, { from: key, to: key + 1 }, () => true);
}

// The id of an event that the agent read says which source and which offset.
function rowOfDerived(reader: SegmentReader, eventId: string): StoredRow | undefined {
  const hyphen = eventId.lastIndexOf('-');
  const prefix = eventId.slice(0, hyphen);
  const offset = Number.parseInt(eventId.slice(hyphen + 1), 36);
  if (hyphen < 0 || Number.isNaN(offset)) return undefined;
  for (const source of reader.sources) {
    if (source.idPrefix !== prefix) continue;
    const runs = reader.database
      .prepare('SELECT from_key, to_key FROM run WHERE source=? AND to_offset>=? AND from_offset<=?')
      .all(source.id, offset, offset);
    for (const [from, to] of runs) {
      const keys = { from: Number(from), to: Number(to) + 1 };
      const row = findRow(reader, keys, (block, at) => {
        return block.head.sources[at] === source.id && block.row(at).offset === offset;
      });
      if (row !== undefined) return row;
    }
  }
  return undefined;
}

function findRow(
  reader: SegmentReader,
  keys: KeyRange,
  isSought: (block: LoadedBlock, row: number) => boolean,
): StoredRow | undefined {
  for (const info of reader.blocks(keys, true)) {
    const fitting = reader.fit(info, undefined, keys);
    if (fitting === undefined) continue;
    for (let row = fitting.from; row < fitting.to; row++)
      if (isSought(fitting.block, row)) return reader.row(fitting.block, row);
  }
  return undefined;
}

async function neighbours(
  store: StoreReader,
  question: Question,
  place: Place,
  wanted: number,
  newestFirst: boolean,
  interruption: Interruption,
): Promise<LogEvent[]> {
  const found: LogEvent[] = [];
  const isBeyond = (hour: number) => (newestFirst ? hour <= place.file.hour : hour >= place.file.hour);
  for (const file of store.files(undefined, undefined, newestFirst).filter(({ hour }) => isBeyond(hour))) {
    if (found.length >= wanted) break;
    await interruption.pause();
    const reader = store.segment(file);
    if (reader === undefined) continue;
    const all = reader.keysOf(undefined, undefined);
    const isSame = file.hour === place.file.hour;
    const keys = !isSame ? all : newestFirst ? { from: all.from, to: place.key } : { from: place.key + 1, to: all.to };
    for (const { hits } of hitsOf(question, reader, { newestFirst, keys })) {
      found.push(...hits.map((hit: Hit) => hit.event));
      if (found.length >= wanted) break;
      await interruption.pause();
    }
  }
  return found.slice(0, wanted);
}
