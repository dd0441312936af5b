// How our own events are indexed. A document is the event's bytes as they came, so that the mapping must take whatever an
// event may hold: named fields are few and fixed, everything open-ended is one flattened field for each root.
// Words are cut as src/query/tokens.ts cuts them, and compared without case.

/** Raised when the mapping changes in a way that readers must know. */
export const MAPPING_VERSION = 1;
/** Longest word and longest whole value that are indexed, in characters: an index term holds 32,766 bytes. */
export const MAX_TERM = 8_191;
export const LEVEL_WORDS_FIELD = 'log.level.folded';

export type OwnFieldKind = 'keyword' | 'long' | 'flattened';

const KEYWORDS = [
  'agent.id',
  'agent.name',
  'agent.type',
  'agent.version',
  'crosstail.format',
  'crosstail.generation',
  'crosstail.mark',
  'crosstail.partial',
  'crosstail.rule',
  'crosstail.shipper',
  'crosstail.time_guessed',
  'data_stream.dataset',
  'ecs.version',
  'error.code',
  'error.id',
  'error.message',
  'error.type',
  'event.action',
  'event.category',
  'event.code',
  'event.dataset',
  'event.id',
  'event.kind',
  'event.module',
  'event.outcome',
  'event.type',
  'host.hostname',
  'host.id',
  'host.ip',
  'host.name',
  'log.file.path',
  'log.level',
  'log.logger',
  'log.origin.file.name',
  'log.origin.function',
  'process.name',
  'process.executable',
  'process.thread.name',
  'service.environment',
  'service.id',
  'service.name',
  'service.node.name',
  'service.type',
  'service.version',
  'span.id',
  'tags',
  'trace.id',
  'transaction.id',
] as const;
const LONGS = [
  'crosstail.broken_bytes',
  'crosstail.revision',
  'crosstail.truncated',
  'log.offset',
  'log.origin.file.line',
  'process.pid',
  'process.thread.id',
] as const;
/** Roots and branches of any members. */
const FLATTENED = [
  'client',
  'cloud',
  'container',
  'crosstail.ids',
  'destination',
  'dns',
  'faas',
  'file',
  'group',
  'http',
  'kubernetes',
  'labels',
  'network',
  'observer',
  'orchestrator',
  'organization',
  'package',
  'server',
  'source',
  'tls',
  'url',
  'user',
  'user_agent',
] as const;

const KINDS = new Map<string, OwnFieldKind>([
  ...KEYWORDS.map((field) => [field, 'keyword'] as const),
  ...LONGS.map((field) => [field, 'long'] as const),
]);

/** How our own indices hold a field; undefined when they do not index it. */
export function ownFieldKind(field: string): OwnFieldKind | undefined {
  const known = KINDS.get(field);
  if (known !== undefined) return known;
  return FLATTENED.some((root) => field.startsWith(`${root}.`)) ? 'flattened' : undefined;
}

/** Roots that hold objects only: a plain value there cannot be indexed. */
export function isObjectRoot(name: string): boolean {
  return (FLATTENED as readonly string[]).includes(name) || OBJECT_ROOTS.has(name);
}

const OBJECT_ROOTS = new Set(
  [...KEYWORDS, ...LONGS].flatMap((field) => (field.includes('.') ? [field.slice(0, field.indexOf('.'))] : [])),
);

interface TemplateOptions {
  /** Index names begin with it. */
  prefix: string;
  /** Name of the lifecycle policy, where the server runs them. */
  lifecycle?: string;
  /** Days that are kept; the indexer removes older ones where there is no lifecycle. */
  retentionDays?: number;
}

/** Body of the index template. */
export function eventTemplate({ prefix, lifecycle, retentionDays }: TemplateOptions): object {
  const retentionBy = lifecycle === undefined ? 'indexer' : 'server';
  return {
    index_patterns: [`${prefix}*`],
    // Above the built-in templates of the server (100).
    priority: 220,
    _meta: {
      description: 'Events of Crosstail',
      version: MAPPING_VERSION,
      ...(retentionDays === undefined ? {} : { retentionDays, retentionBy }),
    },
    template: {
      settings: {
        ...(lifecycle === undefined ? {} : { 'index.lifecycle.name': lifecycle }),
        'index.number_of_shards': 1,
        'index.auto_expand_replicas': '0-1',
        'index.mapping.coerce': false,
        'index.mapping.ignore_malformed': true,
        analysis: ANALYSIS,
      },
      mappings: { _meta: { crosstail: MAPPING_VERSION }, dynamic: false, properties: properties() },
    },
  };
}

const ANALYSIS = {
  // One letter has no small form of one character: Java makes `i` of it, everybody else `i` and a dot.
  char_filter: { dotted_i: { type: 'mapping', mappings: ['\u0130 => i\u0307'] } },
  tokenizer: { crosstail: { type: 'pattern', pattern: '[^\\p{L}\\p{M}\\p{N}_]+' } },
  filter: { longest: { type: 'truncate', length: MAX_TERM } },
  analyzer: {
    crosstail: {
      type: 'custom',
      char_filter: ['dotted_i'],
      tokenizer: 'crosstail',
      filter: ['lowercase', 'longest'],
    },
  },
  normalizer: { folded: { type: 'custom', filter: ['lowercase'] } },
};

type Properties = Record<string, Record<string, unknown>>;

function properties(): Properties {
  const root: Properties = {};
  put(root, '@timestamp', { type: 'date_nanos' });
  put(root, 'message', { type: 'text', analyzer: 'crosstail', norms: false });
  for (const field of KEYWORDS) put(root, field, { type: 'keyword', ignore_above: MAX_TERM });
  for (const field of LONGS) put(root, field, { type: 'long' });
  for (const field of FLATTENED) put(root, field, { type: 'flattened', ignore_above: MAX_TERM });
  put(root, 'log.level', {
    type: 'keyword',
    ignore_above: MAX_TERM,
    fields: { folded: { type: 'keyword', normalizer: 'folded', ignore_above: MAX_TERM } },
  });
  return root;
}

function put(root: Properties, field: string, mapping: Record<string, unknown>): void {
  const names = field.split('.');
  let at = root;
  for (const name of names.slice(0, -1)) {
    at[name] ??= { properties: {} };
    at = at[name].properties as Properties;
  }
  at[names.at(-1)!] = mapping;
}
