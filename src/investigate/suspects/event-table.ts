// Events of both windows as columns: of more than fit, whole requests are left out, and every signal
// reads the same rows.
import { levelRank } from '../../model/level.ts';
import { bodyOf, idsOf, type LogEvent } from '../../model/log-event.ts';
import type { Pattern, PatternMiner } from '../patterns/pattern-miner.ts';
import { preciseTimeOf } from '../precise-time.ts';
import { codeLocation } from './code-location.ts';
import { crashIn } from './crash-text.ts';

export const BASELINE = 0;
export const INCIDENT = 1;
export type Side = typeof BASELINE | typeof INCIDENT;

/** What an event says, as far as signals compare: the place in the code, or the pattern where no place is known. */
export interface Saying {
  service: number;
  /** Place or template, for sentences. */
  text: string;
  handle: number;
  /** Said at warning level or above. */
  isSevere: boolean;
}

/** Lines with ids that a service may have and still count as one without. */
const FEW_IDS = 0.2;
const SLICE_MS = 1_000;
const MAX_SAMPLE = 500;
const NO_SERVICE = '(no service)';
/** Ids that follow one request, best first; any other kind comes after them. */
const REQUEST_KINDS = ['trace', 'request', 'correlation', 'transaction'];

/** Rows in order of arrival; `sideOf` tells the window. */
export class EventTable {
  readonly services: string[] = [];
  readonly sayings: Saying[] = [];
  readonly timeMs: number[] = [];
  readonly service: number[] = [];
  readonly saying: number[] = [];
  readonly pattern: number[] = [];
  /** Index of the request, −1 without an id. */
  readonly request: number[] = [];
  readonly span: number[] = [];
  readonly level: number[] = [];
  readonly id: string[] = [];
  readonly side: number[] = [];
  /** Rows whose text shows a crash, with its name (`segmentation fault`, …). */
  readonly crashes = new Map<number, string>();
  /** Rows of level error and above that another service answers for: their text names it, or it failed first. */
  readonly named = new Map<number, number>();
  /** Body of the first line of each pattern. */
  readonly samples = new Map<number, string>();
  /** Services whose lines carry no ids: their requests are slices of time of one stream. */
  readonly sliced = new Set<number>();
  /** For each side the times behind which lines were left out by whoever gave them: what comes after is another stretch. */
  readonly cuts: [number[], number[]] = [[], []];
  broken = 0;
  /** Rows left out to keep the table small: whole requests, the same share of all. */
  thinned = 0;
  /** A hash of what the row's request is known by: tells which go when the table must shrink. */
  readonly #hash: number[] = [];
  readonly #maxRows: number;
  /** Rows of each side, and how many halvings it has gone through. */
  readonly #rows: [number, number] = [0, 0];
  readonly #halvings: [number, number] = [0, 0];
  readonly #severe = new Map<number, string>();
  readonly #miner: PatternMiner;
  readonly #serviceIndex = new Map<string, number>();
  readonly #sayingIndex = new Map<string, number>();
  readonly #requestIndex: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  #requests = 0;
  readonly #spanIndex = new Map<string, number>();
  readonly #patternSaying: Map<number, number>[] = [];

  /** `maxRows` of each side are kept; beyond it half of the requests go, as often as needed. */
  constructor(miner: PatternMiner, maxRows = 120_000) {
    this.#miner = miner;
    this.#maxRows = maxRows;
  }

  get size(): number {
    return this.id.length;
  }

  add(event: LogEvent, side: Side): void {
    const timeMs = preciseTimeOf(event);
    if (Number.isNaN(timeMs)) {
      this.broken++;
      return;
    }
    const id = event.trace?.id ?? requestId(event);
    const hash = hashOf(id ?? String(Math.floor(timeMs / SLICE_MS)));
    const crash = crashIn(event.message);
    // A crash stays whatever else goes: there may be one only.
    if (crash === undefined && hash % 2 ** this.#halvings[side] !== 0) {
      this.thinned++;
      return;
    }
    if (this.#rows[side] >= this.#maxRows) this.#halve(side);
    this.#rows[side]++;
    const service = this.#intern(this.#serviceIndex, this.services, serviceOf(event));
    const body = bodyOf(event);
    const handle = this.#miner.add(body);
    if (!this.samples.has(handle)) this.samples.set(handle, body.slice(0, MAX_SAMPLE));
    const row = this.id.length;
    this.timeMs.push(timeMs);
    this.service.push(service);
    this.pattern.push(handle);
    this.saying.push(this.#say(event, service, handle));
    this.level.push(levelRank(event.log?.level));
    this.id.push(event.event.id);
    this.side.push(side);
    this.#hash.push(hash);
    this.#follow(event, id, service, side);
    if (crash !== undefined) this.crashes.set(row, crash);
    if (this.level[row]! >= ERROR_RANK && this.#severe.size < MAX_SEVERE) this.#severe.set(row, body.slice(0, 2_000));
  }

  /** The lines behind those of this side so far are not given: the next ones are of a later stretch of time. */
  cut(side: Side): void {
    const last = this.side.lastIndexOf(side);
    if (last >= 0) this.cuts[side].push(this.timeMs[last]!);
  }

  /** Lets every second request of a side go. */
  #halve(side: Side): void {
    const modulus = 2 ** ++this.#halvings[side];
    const stays = (row: number) => this.side[row] !== side || this.crashes.has(row) || this.#hash[row]! % modulus === 0;
    const moved = new Map<number, number>();
    let to = 0;
    for (let row = 0; row < this.size; row++) {
      if (!stays(row)) continue;
      if (this.crashes.has(row) || this.#severe.has(row)) moved.set(row, to);
      for (const column of this.#columns()) column[to] = column[row]!;
      this.id[to] = this.id[row]!;
      to++;
    }
    this.thinned += this.size - to;
    this.#rows[side] -= this.size - to;
    for (const column of this.#columns()) column.length = to;
    this.id.length = to;
    for (const texts of [this.crashes, this.#severe]) {
      const kept = [...texts].flatMap(([row, text]) => (moved.has(row) ? [[moved.get(row)!, text] as const] : []));
      texts.clear();
      for (const [row, text] of kept) texts.set(row, text);
    }
  }

  #columns(): number[][] {
    const { timeMs, service, saying, pattern, request, span, level, side } = this;
    return [timeMs, service, saying, pattern, request, span, level, side, this.#hash];
  }

  /** Patterns that became one while events came in are one saying from here on. */
  seal(): void {
    this.#nameOthers();
    this.#sliceStreams();
    const first = new Map<string, number>();
    const becomes = this.sayings.map((saying, index) => {
      if (saying.handle < 0) return index;
      const key = `${saying.service} ${this.#miner.resolve(saying.handle)}`;
      const known = first.get(key);
      if (known !== undefined) return known;
      first.set(key, index);
      saying.text = this.#miner.patternOf(saying.handle).template;
      return index;
    });
    for (let row = 0; row < this.saying.length; row++) this.saying[row] = becomes[this.saying[row]!]!;
    for (let row = 0; row < this.pattern.length; row++) this.pattern[row] = this.#miner.resolve(this.pattern[row]!);
    for (const [handle, sample] of [...this.samples]) {
      const slot = this.#miner.resolve(handle);
      if (!this.samples.has(slot)) this.samples.set(slot, sample);
    }
  }

  /** Finds whom severe lines name; texts are let go. */
  #nameOthers(): void {
    for (const [row, text] of this.#severe) {
      const other = this.services.findIndex((name, at) => at !== this.service[row] && hasWord(text, name));
      if (other >= 0) this.named.set(row, other);
    }
    this.#severe.clear();
  }

  /** Lines without ids of services that hardly have any become requests of one second of one stream. */
  #sliceStreams(): void {
    const all = new Array<number>(this.services.length).fill(0);
    const without = new Array<number>(this.services.length).fill(0);
    this.request.forEach((request, row) => {
      all[this.service[row]!]!++;
      if (request < 0) without[this.service[row]!]!++;
    });
    without.forEach((count, service) => {
      if (count > all[service]! * (1 - FEW_IDS)) this.sliced.add(service);
    });
    if (this.sliced.size === 0) return;
    for (let row = 0; row < this.request.length; row++) {
      if (this.request[row]! >= 0 || !this.sliced.has(this.service[row]!)) continue;
      const slice = `${this.span[row]} @${Math.floor(this.timeMs[row]! / SLICE_MS)}`;
      this.request[row] = this.#requestOf(this.side[row]!, slice);
    }
  }

  #say(event: LogEvent, service: number, handle: number): number {
    const place = codeLocation(event);
    const isSevere = levelRank(event.log?.level) >= WARNING_RANK;
    if (place !== undefined) {
      const key = `${service} ${place}`;
      let index = this.#sayingIndex.get(key);
      if (index === undefined) {
        index = this.sayings.push({ service, text: place, handle: -1, isSevere }) - 1;
        this.#sayingIndex.set(key, index);
      }
      return index;
    }
    let own = this.#patternSaying[service];
    if (own === undefined) {
      own = new Map();
      this.#patternSaying[service] = own;
    }
    let index = own.get(handle);
    if (index === undefined) {
      index = this.sayings.push({ service, text: '', handle, isSevere }) - 1;
      own.set(handle, index);
    }
    return index;
  }

  #follow(event: LogEvent, id: string | undefined, service: number, side: Side): void {
    // Spans are told apart within a request only.
    const span =
      event.span?.id ??
      `${service} ${event.host?.name ?? ''} ${event.process?.pid ?? ''} ${event.process?.thread?.id ?? ''}`;
    this.request.push(id === undefined ? -1 : this.#requestOf(side, id));
    this.span.push(this.#intern(this.#spanIndex, undefined, span));
  }

  /** An id that is in both windows is two halves of one request: each window has its own. */
  #requestOf(side: number, id: string): number {
    const own = this.#requestIndex[side as Side];
    let request = own.get(id);
    if (request === undefined) {
      request = this.#requests++;
      own.set(id, request);
    }
    return request;
  }

  isError(row: number): boolean {
    return this.level[row]! >= ERROR_RANK;
  }

  patternOf(handle: number): Pattern {
    return this.#miner.patternOf(handle);
  }

  #intern(index: Map<string, number>, list: string[] | undefined, text: string): number {
    let at = index.get(text);
    if (at === undefined) {
      at = index.size;
      index.set(text, at);
      list?.push(text);
    }
    return at;
  }
}

/** True when the name stands in the text by itself; names too short to be sure of are never found. */
function hasWord(text: string, name: string): boolean {
  if (name.length < 4) return false;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!NAME_PART.test(text[at - 1] ?? '') && !NAME_PART.test(text[at + name.length] ?? '')) return true;
  }
  return false;
}

/** FNV-1a with a last mixing, as its low bits are what counts. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 7;
}

function serviceOf(event: LogEvent): string {
  return event.service?.name ?? event.log?.file?.path ?? NO_SERVICE;
}

function requestId(event: LogEvent): string | undefined {
  if (event.crosstail?.ids === undefined && event.transaction === undefined) return undefined;
  const ids = idsOf(event).filter((id) => id.kind !== 'span');
  for (const kind of REQUEST_KINDS) {
    const found = ids.find((id) => id.kind === kind);
    if (found !== undefined) return found.value;
  }
  return ids[0]?.value;
}

const WARNING_RANK = levelRank('WARN');
const ERROR_RANK = levelRank('ERROR');
/** Severe lines whose text is looked through for names. */
const MAX_SEVERE = 20_000;
const NAME_PART = /[\w-]/;
