import { LineScanner, VARIABLE } from './line-scanner.ts';
import { holeKeys, isOpen, reduce, type Skeleton, skeletonKey, skeletonText } from './skeleton.ts';

/** Words seen in one place of otherwise equal lines before the place counts as a variable. */
const MANY_WORDS = 5;
/** The same where the word before says that a name follows: a system has few users, and they are values all the same. */
const MANY_NAMES = 3;
const NAMING_WORD = /^(?:user|username|account|login|host|hostname|client|device)$/i;
/** Line keys remembered; beyond it the memory is dropped and filled anew. */
const MAX_LINE_KEYS = 200_000;
/** Templates with variables of words that a new skeleton is compared with. */
const MAX_CANDIDATES = 64;

export interface Pattern {
  /** Stays when the template becomes more general. */
  id: string;
  /** Text with `<*>` for variables. */
  template: string;
}

/** What a miner needs to give the same ids after a restart; JSON-safe. */
export interface MinerState {
  version: 1;
  patterns: { id: string; tokens: string[]; spaced: number[]; leads: number[] }[];
}

interface Slot extends Skeleton {
  id: string;
  /** Slot that this one became part of; itself while it stands alone. */
  parent: number;
  holes: number[];
  /** Hole keys of skeletons that belong here though this one's own keys differ from them. */
  leads: number[];
}

/**
 * Streaming template miner with one configuration. Lines whose masked skeletons are equal share a template; templates of
 * equal length that differ in one place become one when that place takes many words. Memory is bounded by `maxTemplates`:
 * beyond it unknown lines share one template for each first word, then one for all.
 */
export class PatternMiner {
  readonly #maxTemplates: number;
  readonly #scanner = new LineScanner();
  readonly #slots: Slot[] = [];
  readonly #byLine = new Map<number, number>();
  readonly #bySkeleton = new Map<number, number>();
  /** By hole key: the word in the hole and the slot it leads to; one alone is kept flat. */
  readonly #holes = new Map<number, Map<string, number> | number>();
  /** Templates with a variable where words stood, by length and first word. */
  readonly #wide = new Map<string, number[]>();

  constructor(options: { maxTemplates?: number; state?: MinerState } = {}) {
    this.#maxTemplates = options.maxTemplates ?? 20_000;
    for (const { id, tokens, spaced, leads } of options.state?.patterns ?? []) {
      const slot = this.#create({ tokens, spaced }, id);
      for (const key of leads) this.#lead(slot, key);
      this.#widen(slot);
    }
  }

  /** Handle of the line's pattern: keep it and ask `patternOf` later, when templates may have become more general. */
  add(line: string): number {
    this.#scanner.scan(patternLine(line));
    const known = this.#byLine.get(this.#scanner.key);
    if (known !== undefined) return known;
    const slot = this.#place(this.#skeleton());
    if (this.#byLine.size >= MAX_LINE_KEYS) this.#byLine.clear();
    this.#byLine.set(this.#scanner.key, slot);
    return slot;
  }

  /** Handle that stands for all handles of one pattern at this time. */
  resolve(handle: number): number {
    let at = handle;
    while (this.#slots[at]!.parent !== at) at = this.#slots[at]!.parent;
    return at;
  }

  /** Pattern of a handle as it is now. */
  patternOf(handle: number): Pattern {
    const slot = this.#slots[this.resolve(handle)]!;
    return { id: slot.id, template: skeletonText(slot) };
  }

  /** Every pattern as it is now, oldest first. */
  patterns(): Pattern[] {
    return this.#alive().map((slot) => ({ id: slot.id, template: skeletonText(slot) }));
  }

  /** State for the constructor of a later miner. */
  state(): MinerState {
    const patterns = this.#alive().map(({ id, tokens, spaced, leads }) => ({ id, tokens, spaced, leads }));
    return { version: 1, patterns };
  }

  #alive(): Slot[] {
    return this.#slots.filter((slot, index) => slot.parent === index);
  }

  #skeleton(): Skeleton {
    const tokens: string[] = [];
    const spaced: number[] = [];
    for (let index = 0; index < this.#scanner.count; index++) {
      tokens.push(this.#scanner.token(index));
      spaced.push(this.#scanner.spaced[index]!);
    }
    return { tokens, spaced };
  }

  #place(skeleton: Skeleton): number {
    const same = this.#bySkeleton.get(skeletonKey(skeleton.tokens));
    if (same !== undefined) return this.resolve(same);
    const wider = this.#widerThan(skeleton.tokens);
    if (wider !== undefined) return wider;
    if (this.#slots.length >= this.#maxTemplates) return this.#overflow(skeleton);
    return this.#generalise(this.#create(skeleton));
  }

  /** A template that already says that the places in which this skeleton is new are variables. */
  #widerThan(tokens: string[]): number | undefined {
    for (const key of holeKeys(tokens)) {
      const entry = this.#holes.get(key);
      const slot = entry instanceof Map ? entry.get(VARIABLE) : undefined;
      if (slot !== undefined) return this.resolve(slot);
    }
    const candidates = this.#wide.get(wideKey(tokens)) ?? [];
    const fits = candidates.find((slot) => this.#slots[slot]!.parent === slot && matches(this.#slots[slot]!, tokens));
    return fits;
  }

  #overflow({ tokens }: Skeleton): number {
    const hasRoom = this.#slots.length < this.#maxTemplates + Math.floor(this.#maxTemplates / 10);
    const general: Skeleton = hasRoom
      ? { tokens: [tokens[0] ?? VARIABLE, VARIABLE], spaced: [0, 1] }
      : { tokens: [VARIABLE], spaced: [0] };
    return this.#bySkeleton.get(skeletonKey(general.tokens)) ?? this.#create(general);
  }

  #create(skeleton: Skeleton, id?: string): number {
    const key = skeletonKey(skeleton.tokens);
    const slot = this.#slots.length;
    const holes = holeKeys(skeleton.tokens);
    this.#slots.push({ ...skeleton, id: id ?? key.toString(36), parent: slot, holes, leads: [] });
    this.#bySkeleton.set(key, slot);
    holes.forEach((hole, index) => {
      if (!Number.isNaN(hole)) this.#enter(hole, skeleton.tokens[index]!, slot);
    });
    return slot;
  }

  #enter(key: number, word: string, slot: number): void {
    const entry = this.#holes.get(key);
    if (entry instanceof Map) entry.set(word, slot);
    else if (entry === undefined && word !== VARIABLE) this.#holes.set(key, slot);
    else {
      const words = new Map<string, number>();
      if (entry !== undefined) words.set(this.#wordAt(entry, key), entry);
      this.#holes.set(key, words.set(word, slot));
    }
  }

  #wordAt(slot: number, key: number): string {
    const { tokens, holes } = this.#slots[slot]!;
    return tokens[holes.indexOf(key)] ?? VARIABLE;
  }

  #leave(slot: number): void {
    const { tokens, holes } = this.#slots[slot]!;
    holes.forEach((key, index) => {
      const entry = this.#holes.get(key);
      if (entry === slot) this.#holes.delete(key);
      else if (entry instanceof Map && entry.get(tokens[index]!) === slot) entry.delete(tokens[index]!);
    });
  }

  /** Merges the slot with its likes while one of its places takes many words; gives the slot it ends in. */
  #generalise(slot: number): number {
    const { tokens, holes } = this.#slots[slot]!;
    for (let hole = 1; hole < tokens.length; hole++) {
      const words = this.#holes.get(holes[hole]!);
      if (!(words instanceof Map) || words.size < 2) continue;
      const enough = NAMING_WORD.test(tokens[hole - 1]!) ? MANY_NAMES : MANY_WORDS;
      if (words.has(VARIABLE) || words.size >= enough) return this.#merge([...words.values()], hole, holes[hole]!);
    }
    return slot;
  }

  #merge(slots: number[], hole: number, key: number): number {
    const members = [...new Set(slots.map((slot) => this.resolve(slot)))].sort((a, b) => a - b);
    // An eldest of another length came here by reduction: the hole is counted in one that has it.
    const model = this.#slots[slots.find((slot) => this.#slots[slot]!.holes[hole] === key)!]!;
    for (const member of members) this.#leave(member);
    const widened = { tokens: model.tokens.with(hole, VARIABLE), spaced: model.spaced };
    const skeleton = reduce(widened);
    const same = this.#bySkeleton.get(skeletonKey(skeleton.tokens));
    const eldest = this.#slots[members[0]!]!;
    const target = same === undefined ? this.#create(skeleton, eldest.id) : this.#revive(this.resolve(same));
    this.#slots[target]!.id = eldest.id;
    for (const member of members) {
      if (member === target) continue;
      this.#slots[member]!.parent = target;
      for (const lead of this.#slots[member]!.leads) this.#lead(target, lead);
    }
    this.#lead(target, key);
    this.#widen(target);
    return this.#generalise(target);
  }

  /** Enters a slot's hole keys again after it has left them. */
  #revive(slot: number): number {
    const { tokens, holes } = this.#slots[slot]!;
    holes.forEach((key, index) => {
      if (!Number.isNaN(key)) this.#enter(key, tokens[index]!, slot);
    });
    return slot;
  }

  #lead(slot: number, key: number): void {
    const { leads } = this.#slots[slot]!;
    if (!leads.includes(key)) leads.push(key);
    this.#enter(key, VARIABLE, slot);
  }

  #widen(slot: number): void {
    const { tokens, leads } = this.#slots[slot]!;
    if (leads.length === 0) return;
    const key = wideKey(tokens);
    const slots = this.#wide.get(key);
    if (slots === undefined) this.#wide.set(key, [slot]);
    else if (slots.length < MAX_CANDIDATES && !slots.includes(slot)) slots.push(slot);
  }
}

/** What of a message a pattern is made of: its first line, and of a traceback also the line that names the error. */
export function patternLine(message: string): string {
  const end = message.indexOf('\n');
  if (end < 0) return message;
  const first = message.slice(0, end).trimEnd();
  if (!first.endsWith('):') && !first.endsWith(':')) return first;
  const tail = message.slice(Math.max(end, message.length - 2_000)).trimEnd();
  return `${first} ${tail.slice(tail.lastIndexOf('\n') + 1)}`;
}

function wideKey(tokens: string[]): string {
  return `${tokens.length} ${tokens[0] ?? ''}`;
}

function matches({ tokens: general }: Slot, tokens: string[]): boolean {
  return general.every((token, index) => {
    const own = tokens[index]!;
    return token === own || (token === VARIABLE && isOpen(own));
  });
}
