// Which events of a batch a tail wants: what the level says before an event is made, the rest by query and selectors.
import type { LogEvent } from '../../../model/log-event.ts';
import { type Selector, type SelectorKind, selects } from '../../../model/selector.ts';
import { compile, type EventTest } from '../../../query/predicate.ts';
import { ALL, type Query } from '../../../query/query-ast.ts';
import { levelsOf } from '../questions/query-narrowing.ts';
import type { BatchEvents } from './batch-events.ts';

export class TailFilter {
  readonly query: Query;
  readonly selectors: readonly Selector[];
  readonly #test: EventTest;
  /** Ranks that a hit may have, as bits. */
  readonly #levels: number;

  constructor(query: Query, selectors: readonly Selector[]) {
    this.query = query;
    this.selectors = selectors;
    this.#test = compile(query);
    this.#levels = levelsOf(query).reduce((bits, rank) => bits | (1 << rank), 0);
  }

  /** Hits of a batch, in its order. */
  hits(events: BatchEvents): LogEvent[] {
    const { batch } = events;
    const hits: LogEvent[] = [];
    for (let i = 0; i < events.count; i++) {
      if ((this.#levels & (1 << batch.levels[i]!)) === 0 || !events.isNew(i)) continue;
      const event = events.at(i);
      if (this.wants(event, batch.source.topic)) hits.push(event);
    }
    return hits;
  }

  wants(event: LogEvent, topic: string | undefined): boolean {
    return (this.selectors.length === 0 || selects(this.selectors, event, topic)) && this.#test(event);
  }

  /** A query that every hit satisfies, for the store: the selectors in words of the query language. */
  storeQuery(): Query {
    const parts: Query[] = this.query.type === 'all' ? [] : [this.query];
    for (const kind of new Set(this.selectors.map((selector) => selector.kind))) {
      const names = this.selectors.filter((selector) => selector.kind === kind).map((selector) => selector.name);
      const wanted = selectorQuery(kind, names);
      if (wanted !== undefined) parts.push(wanted);
    }
    return parts.length === 0 ? ALL : parts.length === 1 ? parts[0]! : { type: 'and', parts };
  }
}

const FIELDS: Partial<Record<SelectorKind, string>> = {
  service: 'service.name',
  host: 'host.name',
  file: 'log.file.path',
  rule: 'crosstail.rule',
};

// Topics are no field of events: they are left to `wants`.
function selectorQuery(kind: SelectorKind, names: string[]): Query | undefined {
  const field = FIELDS[kind];
  if (field === undefined) return undefined;
  const parts = names.map((name): Query => {
    if (!name.includes('*')) return { type: 'match', field, value: { kind: 'text', text: name }, at: 0, end: 0 };
    const pattern = name.replace(/[\\?]/g, '\\$&');
    return { type: 'match', field, value: { kind: 'wildcard', pattern }, at: 0, end: 0 };
  });
  return parts.length === 1 ? parts[0] : { type: 'or', parts };
}
