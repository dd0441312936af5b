// The kinds of events that came from one source, so that the next event of a kind becomes a row without being parsed:
// its text is compared, stretch by stretch, with what the kind's events share.
import { EventHoles } from './event-holes.ts';
import { type EventKind, kindOf } from './event-kind.ts';
import { outlineOf } from './event-outline.ts';
import type { RowDraft } from './event-row.ts';

/** Stretches that may follow a place, and all there may be: beyond it events are parsed. */
const MAX_BRANCHES = 24;
const MAX_STRETCHES = 2_000;

interface Branch {
  readonly literal: Uint8Array;
  readonly isNumber: boolean;
  readonly next: Branch[];
  /** Set where the event ends. */
  kind: EventKind | undefined;
}

export class EventKinds {
  readonly #first: Branch[] = [];
  readonly #holes = new EventHoles();
  #stretches = 0;

  /** Where the event that was read last ends, behind its newline. */
  get end(): number {
    return this.#holes.end;
  }

  /** The row of the event at `from`; undefined when it is of no known kind. */
  read(bytes: Buffer, from: number): RowDraft | undefined {
    const kind = this.#kindAt(bytes, from);
    return kind === undefined ? undefined : this.#holes.draft(bytes, from, kind);
  }

  /** Learns from an event and the row that was made of it the usual way. */
  learn(bytes: Buffer, from: number, draft: RowDraft): void {
    if (this.#stretches >= MAX_STRETCHES) return;
    const pieces = outlineOf(bytes, from, draft);
    const kind = pieces === undefined ? undefined : kindOf(pieces, draft);
    if (pieces === undefined || kind === undefined) return;
    let branches = this.#first;
    for (const { literal, hole } of pieces) {
      let branch = branches.find((one) => Buffer.compare(one.literal, literal) === 0);
      if (branch === undefined) {
        if (branches.length >= MAX_BRANCHES) return;
        branch = { literal, isNumber: hole === 'number' || hole === 'offset', next: [], kind: undefined };
        branches.push(branch);
        this.#stretches++;
      }
      if (hole === 'end') branch.kind = kind;
      branches = branch.next;
    }
  }

  #kindAt(bytes: Buffer, from: number): EventKind | undefined {
    const holes = this.#holes;
    let at = from;
    holes.clear();
    for (let branches = this.#first; ; ) {
      const branch = branchAt(branches, bytes, at);
      if (branch === undefined) return undefined;
      at += branch.literal.length;
      if (branch.kind !== undefined) {
        holes.end = at;
        return branch.kind;
      }
      at = branch.isNumber ? holes.number(bytes, at) : holes.text(bytes, at);
      if (at < 0) return undefined;
      branches = branch.next;
    }
  }
}

// What was right last time is tried first.
function branchAt(branches: Branch[], bytes: Uint8Array, at: number): Branch | undefined {
  for (let i = 0; i < branches.length; i++) {
    const branch = branches[i]!;
    if (!standsAt(branch.literal, bytes, at)) continue;
    if (i > 0) {
      branches[i] = branches[i - 1]!;
      branches[i - 1] = branch;
    }
    return branch;
  }
  return undefined;
}

function standsAt(literal: Uint8Array, bytes: Uint8Array, at: number): boolean {
  const { length } = literal;
  if (at + length > bytes.length) return false;
  // Kinds differ in the last byte as often as in any other, and it is looked at without a loop.
  if (literal[length - 1] !== bytes[at + length - 1]) return false;
  for (let i = 0; i < length; i++) if (literal[i] !== bytes[at + i]) return false;
  return true;
}
