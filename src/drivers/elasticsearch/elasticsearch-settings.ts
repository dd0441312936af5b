import { AppError } from '../../base/errors.ts';

/** How an Elasticsearch cluster is reached. Contents of files, not their names; secrets stay in memory. */
export interface ElasticsearchSettings {
  /** http(s)://host:port of one node or several. */
  nodes: string[];
  auth?: { username: string; password: string } | { apiKey: string } | { bearer: string };
  tls?: ElasticsearchTls;
  /** Indices that are read, as Elasticsearch writes patterns. Default: our own and those of Beats and other ECS shippers. */
  indices?: string[];
  /** Until a search is answered. Default 30,000. */
  searchTimeoutMs?: number;
  /** Until a bulk is answered. Default 60,000. */
  bulkTimeoutMs?: number;
}

interface ElasticsearchTls {
  /** PEM text of the authorities that are trusted; the system's when not given. */
  ca?: string;
  /** PEM text of the client's certificate and key, where the server asks for one. */
  cert?: string;
  key?: string;
  passphrase?: string;
  /** false accepts any certificate: for a look at a test system only. */
  verify?: boolean;
}

/** Name of the indices that the indexer makes, before the day. */
export const OWN_INDEX_PREFIX = 'crosstail-';
export const DEFAULT_INDICES: readonly string[] = defaultIndices(OWN_INDEX_PREFIX);
const DEFAULT_PORT = '9200';

/** What is read where no index is named: what an indexer with this prefix stores, and what others' shippers do. */
export function defaultIndices(prefix: string): string[] {
  return [`${prefix}*`, 'filebeat-*', 'logs-*'];
}

/** `host`, `host:port` or a URL → a node's URL without user and password. Throws BAD_INPUT. */
export function parseNode(text: string): { node: string; auth?: { username: string; password: string } } {
  const trimmed = text.trim();
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(written) || !/^https?:/i.test(written)) {
    throw new AppError('BAD_INPUT', `"${trimmed.slice(0, 100)}" is not an address of Elasticsearch.`, {
      hint: 'Write it as http://host:9200 or https://host:9200.',
    });
  }
  const url = new URL(written);
  const hasPort = url.port !== '' || /^https?:\/\/[^/]*:\d+(\/|$)/i.test(written);
  if (!hasPort) url.port = DEFAULT_PORT;
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const node = url.href.replace(/\/$/, '');
  if (username === '') return { node };
  return { node, auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) } };
}
