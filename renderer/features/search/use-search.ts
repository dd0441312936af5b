// One search: hits come page by page into a row model, the next page when the reader nears the end, and, when it also
// follows, new ones from the stream.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { ConsoleClient } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useTimeAnchor } from '../../platform/time-bar.ts';
import { toAppError } from '../../platform/use-call.ts';
import { eventEntry } from '../../rows/model/row-entry.ts';
import { RowModel } from '../../rows/model/row-model.ts';

export interface SearchInput {
  query: string;
  fromMs: number;
  toMs: number;
  order: 'newest' | 'oldest';
  isFollowing: boolean;
}

export interface SearchState {
  /** The hits on screen; of the search before, until this one has some. */
  model: RowModel;
  /** The query they belong to. */
  query: string;
  isRunning: boolean;
  /** 0 to 1. */
  progress: number;
  tookMs: number | undefined;
  isAtEnd: boolean;
  fromStream: number;
  error: AppError | undefined;
}

const PAGE = 500;
const MOST_FROM_STREAM = 50_000;
/** Far more than anybody scrolls; older ones are asked for again when one scrolls back. */
const CAPACITY = 500_000;

const emptyState = (): SearchState => ({
  model: new RowModel({ capacity: CAPACITY }),
  query: '',
  isRunning: true,
  progress: 0,
  tookMs: undefined,
  isAtEnd: false,
  fromStream: 0,
  error: undefined,
});

/** Runs the search; null runs nothing. */
export function useSearch(input: SearchInput | null): SearchState & { loadMore(): void } {
  const client = useConsole();
  const [state, setState] = useState(emptyState);
  const more = useRef<() => void>(() => {});
  const key = input === null ? null : JSON.stringify(input);
  useEffect(() => {
    if (client === undefined || key === null) return;
    const controller = new AbortController();
    const run = new SearchRun(client, JSON.parse(key) as SearchInput, controller.signal, setState);
    more.current = () => void run.nextPage();
    void run.start();
    return () => controller.abort();
  }, [client, key]);
  return { ...state, loadMore: useCallback(() => more.current(), []) };
}

class SearchRun {
  readonly #client: ConsoleClient;
  readonly #input: SearchInput;
  readonly #signal: AbortSignal;
  readonly #set: (change: (state: SearchState) => SearchState) => void;
  readonly #model = new RowModel({ capacity: CAPACITY });
  #next: string | null = null;
  #isBusy = false;
  #isShown = false;

  constructor(
    client: ConsoleClient,
    input: SearchInput,
    signal: AbortSignal,
    set: (change: (state: SearchState) => SearchState) => void,
  ) {
    this.#client = client;
    this.#input = input;
    this.#signal = signal;
    this.#set = set;
  }

  async start(): Promise<void> {
    const startedMs = performance.now();
    this.#set((state) => ({ ...state, isRunning: true, progress: 0, error: undefined }));
    if (!(await this.#page(undefined))) return;
    this.#show({ tookMs: performance.now() - startedMs });
    if (this.#input.isFollowing) await this.#follow();
  }

  /** Fetches the next page, unless one is on its way or there is none. */
  async nextPage(): Promise<void> {
    if (this.#next !== null && !this.#isBusy) await this.#page(this.#next);
  }

  /** True when the page came in full. */
  async #page(after: string | undefined): Promise<boolean> {
    const { query, fromMs, toMs, order } = this.#input;
    this.#isBusy = true;
    try {
      const pages = this.#client['search.find'](
        { query, range: { fromMs, toMs }, order, limit: PAGE, ...(after === undefined ? {} : { after }) },
        { signal: this.#signal },
      );
      let next: string | null = null;
      for await (const page of pages) {
        next = page.next;
        if (page.events.length > 0) this.#model.append(page.events.map((event) => eventEntry(event)));
        if (page.events.length > 0 || this.#isShown) this.#show({ progress: page.progress });
        else this.#set((state) => ({ ...state, progress: page.progress }));
      }
      this.#next = next;
      this.#show({ isRunning: false, progress: 1, isAtEnd: next === null });
      return true;
    } catch (error) {
      if (!this.#signal.aborted) this.#set((state) => ({ ...state, isRunning: false, error: toAppError(error) }));
      return false;
    } finally {
      this.#isBusy = false;
    }
  }

  #show(patch: Partial<SearchState>): void {
    if (this.#signal.aborted) return;
    this.#isShown = true;
    this.#set((state) => {
      const isSame = state.model === this.#model;
      const base = isSame ? state : { ...emptyState(), model: this.#model, query: this.#input.query };
      return { ...base, ...patch };
    });
  }

  async #follow(): Promise<void> {
    const { query, toMs, order } = this.#input;
    const start = { kind: 'time' as const, timeMs: toMs };
    let taken = 0;
    try {
      const items = this.#client['tails.follow'](
        { tail: `search-${crypto.randomUUID()}`, selectors: [], query, start, bufferEvents: 5_000 },
        { signal: this.#signal },
      );
      for await (const { items: batch } of items) {
        const events = batch.flatMap((item) => (item.type === 'event' ? [item] : []));
        if (events.length === 0) continue;
        const entries = events.map(({ event, origin }) => eventEntry(event, { origin }));
        if (order === 'newest') this.#model.prepend(entries.sort((a, b) => b.timeMs - a.timeMs));
        else if (this.#next === null) this.#model.append(entries);
        taken += entries.length;
        this.#set((state) => ({ ...state, fromStream: taken }));
        // Searched anew from now: what came since is in the store, and the list stays bounded.
        if (taken > MOST_FROM_STREAM) useTimeAnchor.getState().refresh();
      }
    } catch (error) {
      if (!this.#signal.aborted) this.#set((state) => ({ ...state, error: toAppError(error) }));
    }
  }
}
