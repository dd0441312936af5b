// The lines of one list: a bounded run of events and gaps, and the rows they make. Nothing here draws.
// Following, the oldest are dropped. Held (scrolled up, paused), what is being read stays and the newest make room
// instead: what had to go is counted exactly in a gap.
import type { LogEvent } from '../../../src/model/log-event.ts';
import { FoldIndex } from './fold-index.ts';
import { type DisplayRow, type EventEntry, type GapEntry, gapEntry, headLine, type RowEntry } from './row-entry.ts';

export interface RowModelOptions {
  /** Most entries kept while following; twice as many while held. */
  capacity: number;
  /** Merges late lines of other files into their place by time, over at most this many entries. 0 keeps arrival order. */
  mergeDepth?: number;
  /** Counts a line that repeats the one before it instead of adding a row. */
  foldRepeats?: boolean;
}

export class RowModel {
  readonly capacity: number;
  foldRepeats: boolean;
  readonly #mergeDepth: number;
  readonly #folds = new FoldIndex();
  readonly #listeners = new Set<() => void>();
  #entries: RowEntry[] = [];
  /** Position of `#entries[0]`. */
  #firstAt = 0;
  #held: { fromAt: number; toAt: number } | undefined;
  #dropped = 0;

  constructor(options: RowModelOptions) {
    this.capacity = options.capacity;
    this.#mergeDepth = options.mergeDepth ?? 0;
    this.foldRepeats = options.foldRepeats ?? false;
  }

  /** Calls the listener after each change; the answer ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Entries in the list, oldest first. Not to be changed. */
  get entries(): readonly RowEntry[] {
    return this.#entries;
  }

  get rowCount(): number {
    return this.#entries.length + this.#folds.total;
  }

  /** How many entries have ever been dropped at the old end. */
  get dropped(): number {
    return this.#dropped;
  }

  get last(): RowEntry | undefined {
    return this.#entries.at(-1);
  }

  /** Adds entries at the new end. */
  append(entries: readonly RowEntry[]): void {
    if (entries.length === 0) return;
    for (const entry of entries) {
      if (entry.kind === 'event') this.#addEvent(entry);
      else this.#addGap(entry);
    }
    this.#trim();
    this.#changed();
  }

  /** Adds older entries before the first one; they are not trimmed until something is appended. */
  prepend(entries: readonly RowEntry[]): void {
    if (entries.length === 0) return;
    this.#firstAt -= entries.length;
    this.#entries = [...entries, ...this.#entries];
    this.#renumber(0, entries.length);
    for (const entry of entries) if (entry.kind === 'event' && entry.isOpen) this.#folds.open(entry);
    this.#changed();
  }

  /** Takes an entry out: a gap that has been filled. */
  remove(entry: RowEntry): void {
    const index = this.indexOf(entry);
    if (index === undefined) return;
    this.#removeRange(index, 1);
    this.#changed();
  }

  /** Puts entries in the place of another: the lines of a gap. */
  replace(entry: RowEntry, entries: readonly RowEntry[]): void {
    const index = this.indexOf(entry);
    if (index === undefined) return;
    this.#folds.dropFrom(entry.at, entry.at + 1);
    this.#entries.splice(index, 1, ...entries);
    this.#renumber(index, this.#entries.length);
    this.#folds.touch();
    this.#changed();
  }

  clear(): void {
    this.#entries = [];
    this.#folds.clear();
    this.#held = undefined;
    this.#changed();
  }

  /** Index of an entry; undefined when it is no longer here. */
  indexOf(entry: RowEntry): number | undefined {
    const index = entry.at - this.#firstAt;
    return this.#entries[index] === entry ? index : undefined;
  }

  /** Row of an entry's first line, or of the n-th line below it. Undefined when the entry is gone. */
  rowOf(entry: RowEntry, child = 0): number | undefined {
    const index = this.indexOf(entry);
    return index === undefined ? undefined : index + this.#folds.before(entry.at) + child;
  }

  /** The row with the number; undefined outside. */
  rowAt(row: number): DisplayRow | undefined {
    if (row < 0 || row >= this.rowCount) return undefined;
    const opened = this.#folds.find(row, this.#firstAt);
    if (opened.within !== undefined) return { entry: opened.within, child: opened.child };
    const entry = this.#entries[row - opened.extra];
    return entry === undefined ? undefined : { entry, child: 0 };
  }

  /** Opens or closes the lines below an event. */
  setOpen(entry: EventEntry, isOpen: boolean): void {
    if (entry.isOpen === isOpen || entry.childCount === 0 || this.indexOf(entry) === undefined) return;
    entry.isOpen = isOpen;
    if (isOpen) this.#folds.open(entry);
    else this.#folds.close(entry);
    this.#changed();
  }

  /** Keeps these rows, whatever comes. */
  hold(firstRow: number, lastRow: number): void {
    const from = this.rowAt(Math.max(firstRow, 0));
    const to = this.rowAt(Math.min(lastRow, this.rowCount - 1));
    if (from !== undefined && to !== undefined) this.#held = { fromAt: from.entry.at, toAt: to.entry.at };
  }

  /** Follows again: the oldest make room. */
  release(): void {
    this.#held = undefined;
    this.#trim();
    this.#changed();
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** Events that came after the entry, those counted in gaps included. */
  countAfter(entry: RowEntry): number {
    const index = this.indexOf(entry);
    let count = 0;
    for (let i = (index ?? -1) + 1; i < this.#entries.length; i++) {
      const each = this.#entries[i]!;
      count += each.kind === 'gap' ? (each.reason === 'held' ? each.skipped : 0) : each.repeats;
    }
    return count;
  }

  /** The next event in a direction that passes the test, going out from an entry (or from the end that lies behind). */
  findEvent(
    from: RowEntry | undefined,
    direction: 1 | -1,
    test: (entry: EventEntry) => boolean,
  ): EventEntry | undefined {
    const start = from === undefined ? undefined : this.indexOf(from);
    let i = start === undefined ? (direction === 1 ? 0 : this.#entries.length - 1) : start + direction;
    for (; i >= 0 && i < this.#entries.length; i += direction) {
      const entry = this.#entries[i]!;
      if (entry.kind === 'event' && test(entry)) return entry;
    }
    return undefined;
  }

  /** The first event at or after an instant; the last one when all are earlier. Lists are taken as sorted by time. */
  seek(timeMs: number): EventEntry | undefined {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timeAt(middle) < timeMs) low = middle + 1;
      else high = middle;
    }
    return (
      this.findEvent(low === 0 ? undefined : this.#entries[low - 1], 1, () => true) ??
      this.findEvent(undefined, -1, () => true)
    );
  }

  /** Entry of an event by its id. */
  findById(eventId: string): EventEntry | undefined {
    return this.findEvent(undefined, -1, (entry) => entry.event.event.id === eventId);
  }

  /** Every event in the list. */
  events(): LogEvent[] {
    return this.#entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  }

  #timeAt(index: number): number {
    const entry = this.#entries[index]!;
    if (entry.kind === 'event') return entry.timeMs;
    return entry.toMs ?? entry.fromMs ?? this.#nearTime(index);
  }

  #nearTime(index: number): number {
    for (let i = index - 1; i >= 0; i--) {
      const entry = this.#entries[i]!;
      if (entry.kind === 'event') return entry.timeMs;
    }
    return Number.NEGATIVE_INFINITY;
  }

  #addEvent(entry: EventEntry): void {
    const last = this.last;
    if (this.foldRepeats && last?.kind === 'event' && isRepeat(last, entry)) {
      last.repeats++;
      return;
    }
    const index = this.#mergeDepth === 0 ? this.#entries.length : this.#placeOf(entry);
    if (index === this.#entries.length) {
      entry.at = this.#firstAt + index;
      this.#entries.push(entry);
    } else {
      this.#entries.splice(index, 0, entry);
      this.#renumber(index, this.#entries.length);
      this.#folds.touch();
    }
    if (entry.isOpen) this.#folds.open(entry);
  }

  /** Behind everything that is not later, never before a line of its own file, a gap, or what is being read. */
  #placeOf(entry: EventEntry): number {
    let index = this.#entries.length;
    const floor = Math.max(
      0,
      index - this.#mergeDepth,
      this.#held === undefined ? 0 : this.#held.toAt + 1 - this.#firstAt,
    );
    while (index > floor) {
      const before = this.#entries[index - 1]!;
      if (before.kind !== 'event' || !(before.timeMs > entry.timeMs) || isSameSource(before.event, entry.event)) break;
      index--;
    }
    return index;
  }

  #addGap(entry: GapEntry): void {
    const last = this.last;
    if (last?.kind === 'gap' && last.reason === entry.reason && !this.#isRead(last)) {
      last.skipped += entry.skipped;
      last.fromMs ??= entry.fromMs;
      last.toMs = entry.toMs ?? last.toMs;
      return;
    }
    entry.at = this.#firstAt + this.#entries.length;
    this.#entries.push(entry);
  }

  #isRead(entry: RowEntry): boolean {
    return this.#held !== undefined && entry.at <= this.#held.toAt;
  }

  #trim(): void {
    if (this.#held === undefined) {
      // A little late and in one go: moving the whole run for each line would cost more than the lines do.
      const over = this.#entries.length - this.capacity;
      if (over > this.capacity / 16 || (over > 0 && this.capacity < 256)) this.#removeRange(0, over);
      return;
    }
    const most = 2 * this.capacity;
    if (this.#entries.length <= most) return;
    const before = Math.max(0, this.#held.fromAt - this.#firstAt - this.capacity);
    if (before > 0) this.#removeRange(0, before);
    const over = this.#entries.length - most;
    if (over > 0) this.#skipBehindHeld(over + Math.floor(this.capacity / 16));
  }

  #skipBehindHeld(count: number): void {
    const start = Math.max(0, this.#held!.toAt + 1 - this.#firstAt);
    const end = Math.min(this.#entries.length - 1, start + count);
    if (end <= start) return;
    const first = this.#entries[start]!;
    const gap = first.kind === 'gap' && first.reason === 'held' ? first : gapEntry(0, 'held');
    for (const entry of this.#entries.slice(gap === first ? start + 1 : start, end)) addToGap(gap, entry);
    this.#folds.dropFrom(first.at, this.#firstAt + end);
    this.#entries.splice(start, end - start, gap);
    this.#renumber(start, this.#entries.length);
    this.#folds.touch();
  }

  #removeRange(index: number, count: number): void {
    this.#folds.dropFrom(this.#firstAt + index, this.#firstAt + index + count);
    this.#entries.splice(index, count);
    if (index === 0) {
      this.#firstAt += count;
      this.#dropped += count;
    } else {
      this.#renumber(index, this.#entries.length);
      this.#folds.touch();
    }
  }

  #renumber(from: number, to: number): void {
    for (let i = from; i < to; i++) this.#entries[i]!.at = this.#firstAt + i;
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }
}

function isSameSource(a: LogEvent, b: LogEvent): boolean {
  return a.log?.file?.path === b.log?.file?.path && a.host?.name === b.host?.name;
}

function isRepeat(a: EventEntry, b: EventEntry): boolean {
  return (
    a.rank === b.rank &&
    a.childCount === 0 &&
    b.childCount === 0 &&
    a.event.service?.name === b.event.service?.name &&
    a.event.host?.name === b.event.host?.name &&
    headLine(a.event) === headLine(b.event)
  );
}

function addToGap(gap: GapEntry, entry: RowEntry): void {
  if (entry.kind === 'event') {
    gap.skipped += entry.repeats;
    gap.fromMs ??= entry.timeMs;
    gap.toMs = entry.timeMs;
  } else {
    gap.skipped += entry.skipped;
    gap.fromMs ??= entry.fromMs;
    gap.toMs = entry.toMs ?? gap.toMs;
  }
}
