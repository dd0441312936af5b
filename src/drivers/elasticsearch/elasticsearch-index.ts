import { AppError, messageOf } from '../../base/errors.ts';
import type { DocumentIndex, IndexSetup, ItemRefusal } from '../../ports/document-index.ts';
import type { IndexHealth } from '../../ports/pipeline.ts';
import type { ElasticsearchClient } from './elasticsearch-client.ts';
import { refusalOf } from './elasticsearch-client.ts';
import { OWN_INDEX_PREFIX } from './elasticsearch-settings.ts';
import { eventTemplate, MAPPING_VERSION } from './event-template.ts';

const DAY_MS = 86_400_000;
const HEALTH_MS = 5_000;

interface TemplateAnswer {
  index_templates?: {
    index_template: { _meta?: { version?: number; retentionDays?: number; retentionBy?: string } };
  }[];
}

/** Our own day indices: template, retention, health, and the bulks of an indexer. */
export class ElasticsearchIndex implements DocumentIndex {
  readonly prefix: string;
  readonly #client: ElasticsearchClient;

  /** The client stays the caller's. */
  constructor(client: ElasticsearchClient, prefix: string = OWN_INDEX_PREFIX) {
    this.#client = client;
    this.prefix = prefix;
  }

  bulk(body: Uint8Array, signal?: AbortSignal): Promise<(ItemRefusal | undefined)[]> {
    return this.#client.bulk(body, signal);
  }

  async setUp({ retentionDays }: { retentionDays?: number }, signal?: AbortSignal): Promise<IndexSetup> {
    await this.#client.info(signal);
    const retentionBy = retentionDays === undefined ? undefined : await this.#retention(retentionDays, signal);
    const lifecycle = retentionBy === 'server' ? { lifecycle: this.#policy } : {};
    const body = eventTemplate({
      prefix: this.prefix,
      ...lifecycle,
      ...(retentionDays === undefined ? {} : { retentionDays }),
    });
    await this.#client.request('PUT', `/_index_template/${this.#template}`, { body, signal });
    return { retentionBy, template: this.#template };
  }

  async check(signal?: AbortSignal): Promise<void> {
    await this.#client.info(signal);
    const version = (await this.#meta(signal))?.version;
    if (version === MAPPING_VERSION) return;
    const state = version === undefined ? 'is not set up' : `was set up by another version (${version})`;
    throw new AppError('STORE_NEWER', `Elasticsearch at ${this.#client.server} ${state} for Crosstail.`, {
      hint: 'Run once: crosstail indexer --setup.',
    });
  }

  async removeOldDays(nowMs: number, signal?: AbortSignal): Promise<string[]> {
    const meta = await this.#meta(signal);
    if (meta?.retentionDays === undefined || meta.retentionBy === 'server') return [];
    const path = `/${this.prefix}*/_settings/index.uuid`;
    const names = Object.keys((await this.#client.request<object>('GET', path, { query: OPEN, signal })) ?? {});
    const last = nowMs - meta.retentionDays * DAY_MS;
    const old = names.filter((name) => {
      const endMs = dayOf(name, this.prefix) + DAY_MS;
      return endMs <= last;
    });
    for (const name of old) await this.#client.request('DELETE', `/${encodeURIComponent(name)}`, { signal });
    return old;
  }

  async health(signal?: AbortSignal): Promise<IndexHealth> {
    try {
      return await this.#health(signal);
    } catch (error) {
      signal?.throwIfAborted();
      return { state: 'unreachable', detail: messageOf(error), documents: 0, bytes: 0, indices: 0, blocked: [] };
    }
  }

  async #health(signal: AbortSignal | undefined): Promise<IndexHealth> {
    const options = { signal, timeoutMs: HEALTH_MS };
    const [info, cluster, stats, blocks] = await Promise.all([
      this.#client.info(signal),
      this.#client.request<{ status: 'green' | 'yellow' | 'red' }>('GET', '/_cluster/health', options),
      this.#client.request<StatsAnswer>('GET', `/${this.prefix}*/_stats/docs,store`, {
        ...options,
        query: { ...OPEN, filter_path: '_all.primaries.docs.count,_all.primaries.store,indices.*.uuid' },
      }),
      this.#client.request<Record<string, unknown>>('GET', `/${this.prefix}*/_settings`, {
        ...options,
        query: { ...OPEN, filter_path: '*.settings.index.blocks' },
      }),
    ]);
    const primaries = stats?._all?.primaries;
    const blocked = Object.keys(blocks ?? {});
    const problem = blocked.length > 0 ? `, writes are blocked on ${blocked.length} indices` : '';
    return {
      state: cluster.status,
      detail: `${info.cluster} ${info.version}${problem}`,
      documents: primaries?.docs?.count ?? 0,
      bytes: primaries?.store?.size_in_bytes ?? 0,
      indices: Object.keys(stats?.indices ?? {}).length,
      blocked,
    };
  }

  get #template(): string {
    return `${this.prefix}events`;
  }

  get #policy(): string {
    return `${this.prefix}retention`;
  }

  async #meta(signal: AbortSignal | undefined) {
    try {
      const path = `/_index_template/${this.#template}`;
      const answer = await this.#client.request<TemplateAnswer>('GET', path, { signal });
      return answer.index_templates?.[0]?.index_template._meta;
    } catch (error) {
      if (refusalOf(error)?.status === 404) return undefined;
      throw error;
    }
  }

  /** A policy where the server runs them; where it has none, or keeps them without running any, the indexer removes. */
  async #retention(days: number, signal: AbortSignal | undefined): Promise<'server' | 'indexer'> {
    try {
      const status = await this.#client.request<{ operation_mode?: string }>('GET', '/_ilm/status', { signal });
      if (status.operation_mode !== 'RUNNING') return 'indexer';
      const phases = { hot: { actions: {} }, delete: { min_age: `${days + 1}d`, actions: { delete: {} } } };
      await this.#client.request('PUT', `/_ilm/policy/${this.#policy}`, { body: { policy: { phases } }, signal });
      return 'server';
    } catch (error) {
      // A server without lifecycle management answers 400 or 405: unknown paths fall through to its index routes.
      if ([400, 404, 405].includes(refusalOf(error)?.status ?? 0)) return 'indexer';
      throw error;
    }
  }
}

const OPEN = { ignore_unavailable: true, allow_no_indices: true };

interface StatsAnswer {
  _all?: { primaries?: { docs?: { count: number }; store?: { size_in_bytes: number } } };
  indices?: Record<string, unknown>;
}

/** Start of the day that an index is named by; NaN when it is named otherwise. */
function dayOf(name: string, prefix: string): number {
  const day = /^(\d{4})\.(\d{2})\.(\d{2})$/.exec(name.slice(prefix.length));
  return day === null ? Number.NaN : Date.parse(`${day[1]}-${day[2]}-${day[3]}T00:00:00Z`);
}
