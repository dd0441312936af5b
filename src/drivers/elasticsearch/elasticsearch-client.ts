// The only place that knows @elastic/elasticsearch. Requests go by path: every body is written by hand, so that a server
// is asked nothing that was not meant, and every request has a time-out of its own.
import { Client, type ClientOptions } from '@elastic/elasticsearch';
import { AppError } from '../../base/errors.ts';
import type { ItemRefusal } from '../../ports/document-index.ts';
import { innermost, reasonOf, requestError } from './elasticsearch-errors.ts';
import { DEFAULT_INDICES, type ElasticsearchSettings } from './elasticsearch-settings.ts';

const SEARCH_MS = 30_000;
const BULK_MS = 60_000;
const PING_MS = 3_000;
/** Largest answer taken, in bytes. */
const MAX_ANSWER = 256 * 1024 * 1024;
const OLDEST_MAJOR = 8;

export interface RequestOptions {
  query?: Record<string, string | number | boolean>;
  body?: unknown;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

export interface ServerInfo {
  name: string;
  cluster: string;
  version: string;
}

export class ElasticsearchClient {
  readonly indices: readonly string[];
  /** Address of the server for messages; the first where there are several. */
  readonly server: string;
  readonly #client: Client;
  readonly #searchMs: number;
  readonly #bulkMs: number;

  constructor(settings: ElasticsearchSettings) {
    this.indices = settings.indices ?? DEFAULT_INDICES;
    this.server = settings.nodes[0] ?? '';
    this.#searchMs = settings.searchTimeoutMs ?? SEARCH_MS;
    this.#bulkMs = settings.bulkTimeoutMs ?? BULK_MS;
    this.#client = new Client(clientOptions(settings));
  }

  /** One request. Rejects with an AppError, or with the signal's reason. */
  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const { query, body, signal, timeoutMs } = options;
    signal?.throwIfAborted();
    try {
      const sent = { method, path, ...(query === undefined ? {} : { querystring: query }) };
      const answer = await this.#client.transport.request<T>(
        body === undefined ? sent : { ...sent, body: body as Record<string, unknown> },
        { requestTimeout: timeoutMs ?? this.#searchMs, ...(signal === undefined ? {} : { signal }) },
      );
      return answer;
    } catch (error) {
      signal?.throwIfAborted();
      throw requestError(this.server, `${method} ${path.split('?')[0]!.slice(0, 120)}`, error);
    }
  }

  /**
   * Sends a finished bulk body; the answer says for each item, in order, why it was refused, or undefined when it was
   * taken. An item that is there already (409) was taken before. Rejects when the whole request failed.
   */
  async bulk(body: Uint8Array, signal?: AbortSignal): Promise<(ItemRefusal | undefined)[]> {
    signal?.throwIfAborted();
    try {
      const answer = await this.#client.transport.request<BulkAnswer>(
        {
          method: 'POST',
          path: '/_bulk',
          querystring: { filter_path: 'errors,items.*.status,items.*.error' },
          bulkBody: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
        },
        { requestTimeout: this.#bulkMs, ...(signal === undefined ? {} : { signal }) },
      );
      return (answer.items ?? []).map(itemReason);
    } catch (error) {
      signal?.throwIfAborted();
      throw requestError(this.server, 'storing events', error);
    }
  }

  /** Name and version; rejects when it is no Elasticsearch that can be used. */
  async info(signal?: AbortSignal): Promise<ServerInfo> {
    const found = await this.request<InfoAnswer>('GET', '/', { signal, timeoutMs: PING_MS });
    const version = found?.version?.number;
    if (version === undefined || (found.tagline !== undefined && found.tagline !== 'You Know, for Search')) {
      throw new AppError('SERVER_UNSUPPORTED', `What answers at ${this.server} is not Elasticsearch.`, {
        hint: 'Check the port.',
      });
    }
    if (Number.parseInt(version, 10) < OLDEST_MAJOR) {
      throw new AppError('SERVER_UNSUPPORTED', `Elasticsearch at ${this.server} is version ${version}.`, {
        hint: `Version ${OLDEST_MAJOR} or newer is needed.`,
      });
    }
    return { name: found.name ?? '', cluster: found.cluster_name ?? '', version };
  }

  async close(): Promise<void> {
    await this.#client.close();
  }
}

/** What an answer said when a request was refused; undefined when there was none. */
export function refusalOf(error: unknown): ItemRefusal | undefined {
  return error instanceof AppError ? reasonOf(error.cause) : undefined;
}

interface InfoAnswer {
  name?: string;
  cluster_name?: string;
  tagline?: string;
  version?: { number?: string };
}

interface BulkAnswer {
  items?: Record<string, { status: number; error?: unknown }>[];
}

function itemReason(item: Record<string, { status: number; error?: unknown }>): ItemRefusal | undefined {
  for (const name in item) {
    const { status, error } = item[name]!;
    if (status < 300 || status === 409) return undefined;
    return { status, ...innermost(error) };
  }
  return { status: 0, type: 'no_answer', reason: 'the answer says nothing about this item' };
}

function clientOptions({ nodes, auth, tls }: ElasticsearchSettings): ClientOptions {
  return {
    nodes,
    // Repeats are the caller's business: it knows what may be repeated, and it says so.
    maxRetries: 0,
    requestTimeout: SEARCH_MS,
    pingTimeout: PING_MS,
    maxResponseSize: MAX_ANSWER,
    redaction: { type: 'replace' },
    name: 'crosstail',
    ...(auth === undefined ? {} : { auth }),
    ...(tls === undefined ? {} : { tls: { ...pick(tls), rejectUnauthorized: tls.verify !== false } }),
  };
}

function pick({ ca, cert, key, passphrase }: NonNullable<ElasticsearchSettings['tls']>) {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}
