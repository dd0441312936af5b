// Indices of a test's own on a real Elasticsearch: named so that no other test meets them, and removed at its end.
import { randomBytes } from 'node:crypto';
import { ElasticsearchClient } from '../../src/drivers/elasticsearch/elasticsearch-client.ts';
import { eventTemplate } from '../../src/drivers/elasticsearch/event-template.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

export class TestIndices {
  readonly prefix = `t${randomBytes(5).toString('hex')}-`;
  readonly client: ElasticsearchClient;
  readonly node: string;

  constructor(node: string) {
    this.node = node;
    this.client = new ElasticsearchClient({ nodes: [node], indices: [`${this.prefix}*`] });
  }

  /** Installs the template of our own indices for the prefix. */
  async setUp(): Promise<void> {
    const body = eventTemplate({ prefix: `${this.prefix}own-` });
    await this.client.request('PUT', `/_index_template/${this.prefix}own`, { body });
  }

  /** Stores events in one of our own indices and makes them visible. */
  async store(events: readonly LogEvent[], index = 'own-1'): Promise<void> {
    await this.put(
      index,
      events.map((event) => JSON.stringify(event)),
      events.map((event) => event.event.id),
    );
  }

  /** Stores documents as they are written and makes them visible; throws when one is refused. */
  async put(index: string, documents: readonly string[], ids: readonly string[] = []): Promise<void> {
    const name = this.prefix + index;
    for (let from = 0; from < documents.length; from += 1_000) {
      const lines = documents.slice(from, from + 1_000).flatMap((document, i) => {
        const id = ids[from + i];
        return [JSON.stringify({ create: { _index: name, ...(id === undefined ? {} : { _id: id }) } }), document];
      });
      const refused = (await this.client.bulk(Buffer.from(`${lines.join('\n')}\n`))).find((item) => item !== undefined);
      if (refused !== undefined) throw new Error(`${refused.type}: ${refused.reason}`);
    }
    await this.client.request('POST', `/${name}/_refresh`);
  }

  async remove(): Promise<void> {
    const found = await this.client.request<Record<string, unknown>>('GET', `/${this.prefix}*/_settings/index.uuid`);
    for (const name of Object.keys(found)) await this.client.request('DELETE', `/${name}`);
    await this.client.request('DELETE', `/_index_template/${this.prefix}own`);
    await this.client.close();
  }
}
