// The lines of one pane: follows a tail into a row model, heals after a lost host, changes its filter in place. It lives
// as long as its pane, in sight or not; React only looks at its status.
import { AppError, isAppError, messageOf } from '../../../../src/base/errors.ts';
import type { Answer, ConsoleClient } from '../../../../src/contract/contract.ts';
import type { ItemStream } from '../../../../src/contract/method.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { selects } from '../../../../src/model/selector.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import { compile } from '../../../../src/query/predicate.ts';
import { createFirstSeen, type PatternWatch } from '../../../rows/model/first-seen.ts';
import { type EventEntry, eventEntry, type GapEntry, gapEntry, type RowEntry } from '../../../rows/model/row-entry.ts';
import { RowModel } from '../../../rows/model/row-model.ts';
import { ring } from './pane-bell.ts';
import { type PaneSettings, queryOf, selectorQuery } from './pane-settings.ts';

type TailItem = Answer<'tails.follow'>['items'][number];

export interface FeedStatus {
  readonly state: 'connecting' | 'past' | 'live' | 'failed';
  readonly error: AppError | undefined;
  /** Lines that came in the last second. */
  readonly rate: number;
  readonly lagMs: number | undefined;
  /** Records that are there and not read yet, where it is known. */
  readonly lagRecords: number | undefined;
  /** Why nothing comes; it is waited for. */
  readonly trouble: string | undefined;
  /** Time of the newest line. */
  readonly lastMs: number | undefined;
  /** No line is here: none came yet, or the filter let none through. */
  readonly isEmpty: boolean;
  readonly services: number;
  readonly hosts: number;
}

/** Lines kept while following; twice as many while held. */
const CAPACITY = 10_000;
const BUFFER_EVENTS = 20_000;
/** How far late lines of other files are put back into their place. */
const MERGE_DEPTH = 500;
/** Lines fetched from the store when a filter changes or a gap is opened. */
const FETCHED = 1_000;
const MOST_IN_GAP = 5_000;
/** A pane out of sight draws nothing: its credit goes back by the clock. */
const UNSEEN_CREDIT_MS = 200;
const STATUS_EVERY_MS = 1_000;

let lastTail = 0;

export class PaneFeed {
  readonly model = new RowModel({ capacity: CAPACITY, mergeDepth: MERGE_DEPTH });
  #settings: PaneSettings;
  #client: ConsoleClient | undefined;
  #watch: PatternWatch = createFirstSeen();
  readonly #listeners = new Set<() => void>();
  #status: FeedStatus = {
    state: 'connecting',
    error: undefined,
    rate: 0,
    lagMs: undefined,
    lagRecords: undefined,
    trouble: undefined,
    lastMs: undefined,
    isEmpty: true,
    services: 0,
    hosts: 0,
  };
  #tail = '';
  #stream: ItemStream<Answer<'tails.follow'>> | undefined;
  #controller: AbortController | undefined;
  #undrawn = 0;
  #creditTimer: ReturnType<typeof setTimeout> | undefined;
  #statusTimer: ReturnType<typeof setInterval> | undefined;
  #came = 0;
  /** Lines the host had looked at, as of the last pulse. */
  #seen = 0;
  readonly #services = new Set<string>();
  readonly #hosts = new Set<string>();
  /** Ids already here when a stream starts again: what it repeats is left out. */
  #known: Set<string> | undefined;
  #round = 0;

  constructor(settings: PaneSettings) {
    this.#settings = settings;
    this.model.foldRepeats = settings.foldRepeats;
    this.#statusTimer = setInterval(() => this.#tick(), STATUS_EVERY_MS);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly status = (): FeedStatus => this.#status;

  dispose(): void {
    this.#controller?.abort();
    clearTimeout(this.#creditTimer);
    clearInterval(this.#statusTimer);
  }

  /** Follows over a client; a new one after the host was lost goes on where the last one ended. */
  setClient(client: ConsoleClient | undefined): void {
    if (client === undefined || client === this.#client) return;
    this.#client = client;
    this.#follow(this.#status.lastMs);
  }

  /** Takes new settings: the filter changes in place, another start begins anew. */
  configure(settings: PaneSettings): void {
    const before = this.#settings;
    this.#settings = settings;
    this.model.foldRepeats = settings.foldRepeats;
    if (JSON.stringify(settings.start) !== JSON.stringify(before.start)) this.restart();
    else if (
      queryOf(settings) !== queryOf(before) ||
      JSON.stringify(settings.selectors) !== JSON.stringify(before.selectors)
    )
      void this.#retune();
  }

  /** Empties the pane and follows from its start again. */
  restart(): void {
    this.model.clear();
    this.#watch = createFirstSeen();
    this.#services.clear();
    this.#hosts.clear();
    this.#setStatus({ lastMs: undefined, isEmpty: true });
    if (this.#client !== undefined) this.#follow(undefined);
  }

  /** The pane has drawn what had come: the host may send more. */
  readonly drawn = (): void => {
    clearTimeout(this.#creditTimer);
    this.#creditTimer = undefined;
    if (this.#undrawn === 0) return;
    this.#stream?.taken(this.#undrawn);
    this.#undrawn = 0;
  };

  /** Fetches the lines of a gap from the store and puts them in its place. */
  async fillGap(gap: GapEntry): Promise<void> {
    if (gap.fromMs === undefined || gap.toMs === undefined) return;
    const known = this.#ids();
    const events = await this.#find({ fromMs: gap.fromMs, toMs: gap.toMs + 1 }, 'oldest', MOST_IN_GAP + 1);
    const fresh = events.filter((event) => !known.has(event.event.id));
    const entries: RowEntry[] = fresh.slice(0, MOST_IN_GAP).map((event) => eventEntry(event, { origin: 'store' }));
    const last = entries.at(-1);
    const rest = Math.max(0, gap.skipped - entries.length);
    if (fresh.length > MOST_IN_GAP && last?.kind === 'event')
      entries.push(gapEntry(rest, gap.reason, last.timeMs, gap.toMs));
    this.model.replace(gap, entries);
  }

  #follow(resumeMs: number | undefined): void {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    this.#tail = `${this.#settings.id}.${++lastTail}`;
    this.#undrawn = 0;
    this.#known = resumeMs === undefined ? undefined : this.#ids();
    this.#setStatus({ state: 'connecting', error: undefined, trouble: undefined, lagRecords: undefined });
    this.#read(controller.signal, resumeMs).catch((error: unknown) => {
      if (controller.signal.aborted) return;
      // A lost host comes back by itself, with a new client.
      if (isAppError(error) && error.code === 'DISCONNECTED') this.#setStatus({ state: 'connecting' });
      else this.#fail(error);
    });
  }

  async #read(signal: AbortSignal, resumeMs: number | undefined): Promise<void> {
    const { selectors } = this.#settings;
    const stream = this.#client!['tails.follow'](
      {
        tail: this.#tail,
        selectors: [...selectors],
        query: queryOf(this.#settings),
        start: resumeMs === undefined ? this.#start() : { kind: 'time', timeMs: resumeMs },
        bufferEvents: BUFFER_EVENTS,
      },
      { signal, manualCredit: true },
    );
    this.#stream = stream;
    for await (const { items } of stream) this.#take(items);
  }

  #start() {
    const { start } = this.#settings;
    return start.kind === 'ago' ? ({ kind: 'time', timeMs: Date.now() - start.ms } as const) : start;
  }

  #take(items: readonly TailItem[]): void {
    const entries: RowEntry[] = [];
    for (const item of items) {
      if (item.type === 'event') this.#takeEvent(item, entries);
      else if (item.type === 'gap') entries.push(gapEntry(item.skipped, item.reason, item.fromMs, item.toMs));
      else if (item.type === 'live') this.#setStatus({ state: 'live' });
      else this.#takePulse(item);
    }
    this.#undrawn++;
    if (entries.length === 0) this.drawn();
    else {
      if (this.#status.state === 'connecting') this.#setStatus({ state: 'past' });
      this.#creditTimer ??= setTimeout(this.drawn, UNSEEN_CREDIT_MS);
      this.model.append(entries);
      this.#setStatus({ isEmpty: false });
    }
  }

  /** Where nothing came, the distance to the last line grows by itself: that is its age, no lag, and nothing to draw. */
  #takePulse({ seen, lagMs, lagRecords, trouble }: Extract<TailItem, { type: 'pulse' }>): void {
    // In trouble before it has begun, it does not follow yet.
    const state = trouble !== undefined && this.#status.state === 'connecting' ? 'connecting' : 'live';
    this.#setStatus({ state, lagRecords, trouble, ...(seen === this.#seen ? {} : { lagMs }) });
    this.#seen = seen;
  }

  #takeEvent(item: Extract<TailItem, { type: 'event' }>, entries: RowEntry[]): void {
    const { event, origin } = item;
    this.#came++;
    if (this.#known?.has(event.event.id)) return;
    const entry = eventEntry(event, { origin });
    this.#note(event);
    if (origin === 'stream' && this.#settings.isWatched && this.#status.state === 'live')
      ring(this.#settings.id, event);
    entries.push(this.#watch.isNew(event, entry.timeMs) ? eventEntry(event, { origin, isNew: true }) : entry);
  }

  #note(event: LogEvent): void {
    if (event.service !== undefined && this.#services.size < 1_000) this.#services.add(event.service.name);
    if (event.host !== undefined && this.#hosts.size < 1_000) this.#hosts.add(event.host.name);
  }

  async #retune(): Promise<void> {
    const round = ++this.#round;
    const { selectors } = this.#settings;
    const query = queryOf(this.#settings);
    this.#narrow(query);
    if (this.#client === undefined) return;
    try {
      await this.#client['tails.retune']({ tail: this.#tail, selectors: [...selectors], query });
      this.#setStatus({ state: this.#status.state === 'failed' ? 'live' : this.#status.state, error: undefined });
      await this.#widen(round);
    } catch (error) {
      if (round !== this.#round) return;
      // Gone, because it failed or the host is a new one: follow again.
      if (isAppError(error) && error.code === 'NOT_FOUND') this.restart();
      else this.#fail(error);
    }
  }

  /** Keeps only the lines that the new filter wants. */
  #narrow(query: string): void {
    const test = compile(parseQuery(query));
    const { selectors } = this.#settings;
    const kept = this.model.entries.filter(
      (entry) => entry.kind === 'event' && test(entry.event) && selects(selectors, entry.event),
    );
    if (kept.length === this.model.entries.length) return;
    this.model.clear();
    this.model.append(kept);
    this.#setStatus({ isEmpty: kept.length === 0 });
  }

  /** Adds what the new filter lets in again from the store. */
  async #widen(round: number): Promise<void> {
    if (selectorQuery(this.#settings.selectors) === undefined) return;
    const events = await this.#find({}, 'newest', FETCHED);
    if (round !== this.#round) return;
    const here = new Map<string, RowEntry>();
    for (const entry of this.model.entries) if (entry.kind === 'event') here.set(entry.event.event.id, entry);
    const past = events.reverse().map((event) => {
      this.#note(event);
      return here.get(event.event.id) ?? eventEntry(event, { origin: 'store' });
    });
    if (past.every((entry) => here.has((entry as EventEntry).event.event.id))) return;
    const taken = new Set<RowEntry>(past);
    // The store has more than it was asked for: before its oldest answer lines are missing, so nothing older may stay.
    const fromMs = events.length < FETCHED ? Number.NEGATIVE_INFINITY : timeOfEntry(past[0]!);
    const newer = this.model.entries.filter((entry) => !taken.has(entry) && timeOfEntry(entry) >= fromMs);
    const merged = [...past, ...newer].sort((a, b) => timeOfEntry(a) - timeOfEntry(b));
    this.model.clear();
    this.model.append(merged);
    this.#setStatus({ isEmpty: merged.length === 0 });
  }

  async #find(
    range: { fromMs?: number; toMs?: number },
    order: 'newest' | 'oldest',
    limit: number,
  ): Promise<LogEvent[]> {
    const parts = [selectorQuery(this.#settings.selectors) ?? '', queryOf(this.#settings)].filter(
      (part) => part !== '',
    );
    const query = parts.length > 1 ? parts.map((part) => `(${part})`).join(' AND ') : (parts[0] ?? '');
    const found: LogEvent[] = [];
    for await (const page of this.#client!['search.find']({ query, range, order, limit })) found.push(...page.events);
    return found;
  }

  #ids(): Set<string> {
    return new Set(this.model.events().map((event) => event.event.id));
  }

  #fail(error: unknown): void {
    const shown = isAppError(error) ? error : new AppError('INTERNAL', messageOf(error));
    this.#setStatus({ state: 'failed', error: shown });
  }

  #tick(): void {
    const { last } = this.model;
    this.#setStatus({
      rate: this.#came / (STATUS_EVERY_MS / 1_000),
      lastMs: last?.kind === 'event' ? last.timeMs : this.#status.lastMs,
      isEmpty: last === undefined,
      services: this.#services.size,
      hosts: this.#hosts.size,
    });
    this.#came = 0;
  }

  #setStatus(patch: Partial<FeedStatus>): void {
    const next = { ...this.#status, ...patch };
    const keys = Object.keys(next) as (keyof FeedStatus)[];
    if (keys.every((key) => next[key] === this.#status[key])) return;
    this.#status = next;
    for (const listener of this.#listeners) listener();
  }
}

function timeOfEntry(entry: RowEntry): number {
  return entry.kind === 'event' ? entry.timeMs : (entry.fromMs ?? 0);
}
