// A kind of event: everything that is the same in all events of the kind, and where the rest stands.

import { FLAG_MICROSECONDS } from '../segments/segment-format.ts';
import type { Scalar } from './event-constants.ts';
import type { EventHole, OutlinePiece } from './event-outline.ts';
import type { RowDraft } from './event-row.ts';
import { HOLE, type Hole } from './rest-leaves.ts';

/** Ways in which a kind's leaves may be kept. */
const MAX_SHAPES = 256;
/** Leaves whose ways can be told by one number. */
const MAX_LEAVES = 30;

/** Numbers of holes, in the order of the text. */
interface Places {
  time: number;
  offset: number;
  id: number;
  message: number;
  leaves: readonly number[];
  correlations: readonly number[];
}

export interface EventKind {
  readonly holes: readonly EventHole[];
  readonly places: Places;
  /** Without that of the time. */
  readonly flags: number;
  readonly constants: readonly (Scalar | undefined)[];
  readonly idPrefix: string;
  /** Text of the shape between its holes. */
  readonly parts: readonly string[];
  /** Shapes by what stands in their holes, as a number to the base three. */
  readonly shapes: Map<number, string>;
}

/** The kind of an event with this outline; undefined when its shape does not fit the outline. */
export function kindOf(pieces: readonly OutlinePiece[], draft: RowDraft): EventKind | undefined {
  const holes = pieces.slice(0, -1).map(({ hole }) => hole);
  const numbers = (...wanted: EventHole[]) => [...holes.keys()].filter((i) => wanted.includes(holes[i]!));
  const places = {
    time: holes.indexOf('time'),
    offset: holes.indexOf('offset'),
    id: holes.indexOf('id'),
    message: holes.indexOf('message'),
    leaves: numbers('text', 'correlation', 'number'),
    correlations: numbers('correlation'),
  };
  const parts = draft.rest.shape!.split(HOLE);
  const isWhole = Math.min(places.time, places.offset, places.id, places.message) >= 0;
  if (!isWhole || places.leaves.length > MAX_LEAVES || parts.length !== places.leaves.length + 1) return undefined;
  const { flags, constants, idPrefix } = draft;
  return { holes, places, flags: flags & ~FLAG_MICROSECONDS, constants, idPrefix, parts, shapes: new Map() };
}

/** Text of the shape of an event whose leaves are kept in these ways; `number` tells the ways apart. */
export function shapeOfKind({ parts, shapes }: EventKind, ways: readonly Hole[], number: number): string {
  const known = shapes.get(number);
  if (known !== undefined) return known;
  if (shapes.size >= MAX_SHAPES) shapes.clear();
  let text = parts[0]!;
  for (const [i, way] of ways.entries()) text += way + parts[i + 1]!;
  shapes.set(number, text);
  return text;
}
