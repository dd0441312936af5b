// Which indices there are behind the pattern: our own, whose mapping is known, and those of others.
import { AppError } from '../../../base/errors.ts';
import type { ElasticsearchClient } from '../../../drivers/elasticsearch/elasticsearch-client.ts';
import { MAPPING_VERSION } from '../../../drivers/elasticsearch/event-template.ts';

/** How long a look at the indices is good for: a new day's index is found at the latest then. */
const GOOD_FOR_MS = 5_000;

/** Types of a field over the indices of others. */
export type FieldTypes = ReadonlyMap<string, readonly string[]>;

export interface IndexLayout {
  /** Concrete names of our own indices. */
  own: string[];
  /** Concrete names of others' indices that hold times. */
  foreign: string[];
  /** Others' indices whose `@timestamp` is no time: they cannot be searched with the rest. */
  unusable: string[];
  /** What requests go to, as part of a path: the pattern without the unusable ones. */
  target: string;
}

interface Caps {
  fields?: Record<string, Record<string, { indices?: string[] }>>;
}

/** Reads and remembers the layout. */
export class IndexLayouts {
  readonly #client: ElasticsearchClient;
  #known: { layout: IndexLayout; untilMs: number } | undefined;
  #reading: Promise<IndexLayout> | undefined;
  #types = new Map<string, readonly string[]>();

  constructor(client: ElasticsearchClient) {
    this.#client = client;
  }

  async layout(signal?: AbortSignal): Promise<IndexLayout> {
    if (this.#known !== undefined && this.#known.untilMs > performance.now()) return this.#known.layout;
    // One look serves all who ask meanwhile; nobody's signal ends it for the others.
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    const layout = await this.#reading;
    signal?.throwIfAborted();
    return layout;
  }

  /** Types that fields have in others' indices; an index where a field is missing counts as `unmapped`. */
  async types(fields: readonly string[], signal?: AbortSignal): Promise<FieldTypes> {
    const { foreign } = await this.layout(signal);
    if (foreign.length === 0) return new Map();
    const missing = fields.filter((field) => !this.#types.has(field));
    if (missing.length > 0) {
      const caps = await this.#caps(missing, signal);
      for (const field of missing) this.#types.set(field, typesOf(caps, field, new Set(foreign)));
    }
    return this.#types;
  }

  async #read(): Promise<IndexLayout> {
    const path = `/${encodeURIComponent(this.#client.indices.join(','))}`;
    const query = { ignore_unavailable: true, allow_no_indices: true };
    const [settings, mappings] = await Promise.all([
      this.#client.request<Record<string, unknown>>('GET', `${path}/_settings/index.uuid`, { query }),
      this.#client.request<Record<string, { mappings: { _meta?: { crosstail?: number } } }>>(
        'GET',
        `${path}/_mapping`,
        {
          query: { ...query, filter_path: '*.mappings._meta.crosstail' },
        },
      ),
    ]);
    const own: string[] = [];
    let foreign: string[] = [];
    for (const name of Object.keys(settings ?? {})) {
      const version = mappings?.[name]?.mappings._meta?.crosstail;
      if (version !== undefined && version > MAPPING_VERSION) throw newerMapping(name);
      (version === undefined ? foreign : own).push(name);
    }
    this.#types = new Map();
    let unusable: string[] = [];
    if (foreign.length > 0) {
      unusable = untimed(await this.#caps(['@timestamp']), foreign);
      foreign = foreign.filter((name) => !unusable.includes(name));
    }
    const target = encodeURIComponent([...this.#client.indices, ...unusable.map((name) => `-${name}`)].join(','));
    const layout = { own, foreign, unusable, target };
    this.#known = { layout, untilMs: performance.now() + GOOD_FOR_MS };
    return layout;
  }

  #caps(fields: readonly string[], signal?: AbortSignal): Promise<Caps> {
    return this.#client.request<Caps>('POST', `/${encodeURIComponent(this.#client.indices.join(','))}/_field_caps`, {
      query: { ignore_unavailable: true, allow_no_indices: true, include_unmapped: true },
      body: { fields },
      signal,
    });
  }
}

function newerMapping(name: string): AppError {
  return new AppError('STORE_NEWER', `The index ${name} was made by a newer Crosstail.`, {
    hint: 'Update this one.',
  });
}

/** Indices where `@timestamp` is there, but is no time. */
function untimed(caps: Caps, foreign: readonly string[]): string[] {
  const byType = caps.fields?.['@timestamp'] ?? {};
  const isTime = (type: string) => type === 'date' || type === 'date_nanos' || type === 'unmapped';
  return Object.entries(byType)
    .filter(([type]) => !isTime(type))
    .flatMap(([, { indices }]) => indices ?? foreign);
}

function typesOf(caps: Caps, field: string, foreign: ReadonlySet<string>): string[] {
  const byType = caps.fields?.[field];
  if (byType === undefined) return ['unmapped'];
  return Object.entries(byType)
    .filter(([, { indices }]) => indices === undefined || indices.some((name) => foreign.has(name)))
    .map(([type]) => type);
}
