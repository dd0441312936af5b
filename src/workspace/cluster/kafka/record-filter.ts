// Which records of Kafka a tail wants: what their bytes rule out is never parsed, the rest is decided by the predicate.
import type { LogEvent } from '../../../model/log-event.ts';
import { type Selector, selects } from '../../../model/selector.ts';
import { compile, type EventTest } from '../../../query/predicate.ts';
import type { Query } from '../../../query/query-ast.ts';
import { isSubstringTerm, tokensOf } from '../../../query/tokens.ts';

/** Anything but printable ASCII, or a backslash: the text may stand there in another form. */
const OTHER_FORM = /[^ -~\t\r\n]|\\/;

export class RecordFilter {
  readonly query: Query;
  readonly selectors: readonly Selector[];
  readonly #test: EventTest;
  readonly #texts: readonly string[];

  constructor(query: Query, selectors: readonly Selector[]) {
    this.query = query;
    this.selectors = selectors;
    this.#test = compile(query);
    this.#texts = requiredTexts(query);
  }

  /** False when no event of the record can be a hit. */
  mayHold(bytes: Buffer, from: number, to: number): boolean {
    if (this.#texts.length === 0 || to <= from) return true;
    const text = bytes.toString('latin1', from, to);
    const small = text.toLowerCase();
    return this.#texts.every((wanted) => small.includes(wanted)) || OTHER_FORM.test(text);
  }

  wants(event: LogEvent, topic: string): boolean {
    return (this.selectors.length === 0 || selects(this.selectors, event, topic)) && this.#test(event);
  }
}

/** Words of ASCII that stand in the message of every hit. */
function requiredTexts(query: Query): string[] {
  if (query.type === 'and') return query.parts.flatMap(requiredTexts);
  if (query.type !== 'match' || query.field !== 'message' || query.value.kind !== 'text') return [];
  const { text } = query.value;
  return isSubstringTerm(text) ? [] : tokensOf(text).filter((token) => /^\w{2,}$/.test(token));
}
