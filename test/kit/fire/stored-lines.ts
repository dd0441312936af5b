import { isAppError } from '../../../src/base/errors.ts';
import { ElasticsearchClient } from '../../../src/drivers/elasticsearch/elasticsearch-client.ts';

const PAGE = 10_000;
const ANY = { ignore_unavailable: true, allow_no_indices: true };

interface Page {
  hits: { hits: { fields: { 'log.offset': [number]; 'log.file.path': [string] }; sort: unknown[] }[] };
}

/** What an indexer stored under a prefix, looked at past every proxy. */
export class StoredLines {
  readonly #prefix: string;
  readonly #client: ElasticsearchClient;

  constructor(node: string, prefix: string) {
    this.#prefix = prefix;
    this.#client = new ElasticsearchClient({ nodes: [node], indices: [`${prefix}*`], searchTimeoutMs: 10_000 });
  }

  /** Documents there now; undefined when Elasticsearch cannot tell. */
  async count(): Promise<number | undefined> {
    try {
      await this.#client.request('POST', `/${this.#prefix}*/_refresh`, { query: ANY });
      const path = `/${this.#prefix}*/_count`;
      const { count } = await this.#client.request<{ count: number }>('GET', path, { query: ANY });
      return count;
    } catch (error) {
      if (isAppError(error)) return undefined;
      throw error;
    }
  }

  /** Reads all of it: lines that are there, and documents beyond one a line. */
  async tally(): Promise<{ lines: number; twice: number }> {
    const seen = new Set<string>();
    let documents = 0;
    for (let after: unknown[] | undefined; ; ) {
      const body = {
        size: PAGE,
        _source: false,
        docvalue_fields: ['log.offset', 'log.file.path'],
        sort: [{ 'log.offset': 'asc' }, { 'log.file.path': 'asc' }, { _index: 'asc' }],
        ...(after === undefined ? {} : { search_after: after }),
      };
      const { hits } = await this.#client.request<Page>('POST', `/${this.#prefix}*/_search`, { body, query: ANY });
      for (const { fields } of hits.hits) seen.add(`${fields['log.file.path'][0]} ${fields['log.offset'][0]}`);
      documents += hits.hits.length;
      after = hits.hits.at(-1)?.sort;
      if (after === undefined) return { lines: seen.size, twice: documents - seen.size };
    }
  }

  async remove(): Promise<void> {
    const names = await this.#client.request<object>('GET', `/${this.#prefix}*/_settings/index.uuid`, { query: ANY });
    for (const index of Object.keys(names)) await this.#client.request('DELETE', `/${index}`);
    await this.#client.request('DELETE', `/_index_template/${this.#prefix}events`);
  }

  close(): Promise<void> {
    return this.#client.close();
  }
}
