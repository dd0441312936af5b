// One view of the indices for all pages of a search (point in time), whatever is written meanwhile.
import { AppError } from '../../../base/errors.ts';
import { type ElasticsearchClient, refusalOf } from '../../../drivers/elasticsearch/elasticsearch-client.ts';

/** How long the server keeps the view between two pages. */
const KEEP = '2m';
/** The view has a tie-breaker of its own (`_shard_doc`), which only counts within it; nothing is behind this one. */
export const LAST_OF_TIES = Number.MAX_SAFE_INTEGER;

/** A document as the server gives it. */
export interface Hit {
  _index: string;
  _id: string;
  _source?: Record<string, unknown>;
  sort: unknown[];
}

interface SearchAnswer {
  pit_id?: string;
  hits: { total?: { value: number }; hits: Hit[] };
}

/** A point in time. Where the server has let go of it, a new one takes its place: what came meanwhile is seen then. */
export class PointInTime {
  readonly #client: ElasticsearchClient;
  readonly #target: string;
  #id: string | undefined;

  constructor(client: ElasticsearchClient, target: string) {
    this.#client = client;
    this.#target = target;
  }

  async search(body: Record<string, unknown>, signal: AbortSignal | undefined): Promise<SearchAnswer> {
    for (let attempt = 0; ; attempt++) {
      this.#id ??= await this.#open(signal);
      try {
        const answer = await this.#client.request<SearchAnswer>('POST', '/_search', {
          // Half an answer is none: a shard that is away must be seen, not missed.
          query: { allow_partial_search_results: false },
          body: { ...body, pit: { id: this.#id, keep_alive: KEEP } },
          signal,
        });
        this.#id = answer.pit_id ?? this.#id;
        return answer;
      } catch (error) {
        if (refusalOf(error)?.type !== 'search_context_missing_exception' || attempt > 2) throw error;
        this.#id = undefined;
        const after = body.search_after as unknown[] | undefined;
        if (after !== undefined) body = { ...body, search_after: [...after.slice(0, -1), LAST_OF_TIES] };
      }
    }
  }

  async #open(signal: AbortSignal | undefined): Promise<string> {
    const path = `/${this.#target}/_pit`;
    const query = { keep_alive: KEEP, ignore_unavailable: true };
    const { id } = await this.#client.request<{ id: string }>('POST', path, { query, signal });
    return id;
  }

  async close(): Promise<void> {
    if (this.#id === undefined) return;
    try {
      await this.#client.request('DELETE', '/_pit', { body: { id: this.#id } });
    } catch (error) {
      // It ends by itself after KEEP; what went wrong before is what the caller must hear.
      if (!(error instanceof AppError)) throw error;
    }
  }
}
