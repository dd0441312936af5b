// A query in words, so that a person sees how it was understood before he trusts its answer.
import { ID_FIELD, shortFieldName } from './fields.ts';
import type { Comparison, Query, QueryValue } from './query-ast.ts';

/** A run of words; values and fields as they were typed stand out. */
export interface ExplainedPart {
  text: string;
  isValue: boolean;
}

/** Phrases of one language; `{field}`, `{value}`, `{from}`, `{to}` and `{part}` are filled in. */
export interface QueryWords {
  all: string;
  and: string;
  or: string;
  not: string;
  group: string;
  contains: string;
  wordLike: string;
  textMatches: string;
  ofService: string;
  onHost: string;
  level: string;
  withId: string;
  is: string;
  like: string;
  matches: string;
  exists: string;
  between: string;
  atLeast: string;
  over: string;
  atMost: string;
  under: string;
  levelAtLeast: string;
  levelOver: string;
  levelAtMost: string;
  levelUnder: string;
}

export const ENGLISH_QUERY_WORDS: QueryWords = {
  all: 'all events',
  and: ', ',
  or: ' or ',
  not: 'not {part}',
  group: '({part})',
  contains: 'containing {value}',
  wordLike: 'with a word like {value}',
  textMatches: 'matching {value}',
  ofService: 'of {value}',
  onHost: 'on {value}',
  level: 'of level {value}',
  withId: 'with id {value}',
  is: 'where {field} is {value}',
  like: 'where {field} is like {value}',
  matches: 'where {field} matches {value}',
  exists: 'with any {field}',
  between: 'where {field} is from {from} to {to}',
  atLeast: 'where {field} is at least {value}',
  over: 'where {field} is over {value}',
  atMost: 'where {field} is at most {value}',
  under: 'where {field} is under {value}',
  levelAtLeast: 'of level {value} or worse',
  levelOver: 'of a level worse than {value}',
  levelAtMost: 'of level {value} or milder',
  levelUnder: 'of a level milder than {value}',
};

export interface ExplainOptions {
  words?: QueryWords;
  /** How an instant is written; ISO 8601 in UTC unless told. */
  timeText?: (timeMs: number) => string;
}

/** Says a parsed query in words. */
export function explainQuery(query: Query, options: ExplainOptions = {}): ExplainedPart[] {
  const words = options.words ?? ENGLISH_QUERY_WORDS;
  const timeText = options.timeText ?? ((timeMs: number) => new Date(timeMs).toISOString());
  return joined(new Explainer(words, timeText).explain(query));
}

/** The same as plain text. */
export function explainQueryText(query: Query, options: ExplainOptions = {}): string {
  return explainQuery(query, options)
    .map((part) => part.text)
    .join('');
}

type Fill = Readonly<Record<string, ExplainedPart[]>>;

class Explainer {
  readonly #words: QueryWords;
  readonly #timeText: (timeMs: number) => string;

  constructor(words: QueryWords, timeText: (timeMs: number) => string) {
    this.#words = words;
    this.#timeText = timeText;
  }

  explain(query: Query): ExplainedPart[] {
    switch (query.type) {
      case 'all':
        return plain(this.#words.all);
      case 'and':
        return this.#list(query.parts, this.#words.and, 'or');
      case 'or':
        return this.#sameField(query.parts) ?? this.#list(query.parts, this.#words.or, 'and');
      case 'not':
        return fill(this.#words.not, { part: this.#inner(query.part) });
      case 'compare':
        return this.#compare(query.field, query.op, query.value);
      case 'match':
        return this.#match(query.field, query.value, this.#valueOf(query.field, query.value));
    }
  }

  #list(parts: readonly Query[], between: string, grouped: Query['type']): ExplainedPart[] {
    return parts.flatMap((part, index) => [
      ...(index === 0 ? [] : plain(between)),
      ...(part.type === grouped ? this.#inner(part) : this.explain(part)),
    ]);
  }

  #inner(part: Query): ExplainedPart[] {
    const isList = part.type === 'and' || (part.type === 'or' && this.#sameField(part.parts) === undefined);
    return isList ? fill(this.#words.group, { part: this.explain(part) }) : this.explain(part);
  }

  /** `service:(a OR b)` is said once: of a or b. */
  #sameField(parts: readonly Query[]): ExplainedPart[] | undefined {
    const first = parts[0];
    if (first?.type !== 'match' || first.value.kind !== 'text') return undefined;
    const values: ExplainedPart[] = [];
    for (const part of parts) {
      if (part.type !== 'match' || part.field !== first.field || part.value.kind !== 'text') return undefined;
      if (values.length > 0) values.push(...plain(this.#words.or));
      values.push(...this.#valueOf(part.field, part.value));
    }
    return this.#match(first.field, first.value, values);
  }

  #valueOf(field: string, value: QueryValue): ExplainedPart[] {
    switch (value.kind) {
      case 'text':
        return strong(field === '@timestamp' ? this.#timeText(Number(value.text)) : value.text);
      case 'wildcard':
        return strong(value.pattern);
      case 'regex':
        return strong(`/${value.source}/${value.ignoreCase ? 'i' : ''}`);
      default:
        return [];
    }
  }

  #match(field: string, value: QueryValue, values: ExplainedPart[]): ExplainedPart[] {
    const words = this.#words;
    const name = strong(shortFieldName(field));
    if (value.kind === 'exists') return fill(words.exists, { field: name });
    if (value.kind === 'range') return this.#range(field, value);
    if (value.kind === 'wildcard') {
      return field === 'message'
        ? fill(words.wordLike, { value: values })
        : fill(words.like, { field: name, value: values });
    }
    if (value.kind === 'regex') {
      return field === 'message'
        ? fill(words.textMatches, { value: values })
        : fill(words.matches, { field: name, value: values });
    }
    switch (field) {
      case 'message':
        return fill(words.contains, { value: values });
      case 'service.name':
        return fill(words.ofService, { value: values });
      case 'host.name':
        return fill(words.onHost, { value: values });
      case 'log.level':
        return fill(words.level, { value: values });
      case ID_FIELD:
        return fill(words.withId, { value: values });
      default:
        return fill(words.is, { field: name, value: values });
    }
  }

  #compare(field: string, op: Comparison, value: string): ExplainedPart[] {
    const words = this.#words;
    const shown = strong(field === '@timestamp' ? this.#timeText(Number(value)) : value);
    const isLevel = field === 'log.level';
    const phrase = {
      '>=': isLevel ? words.levelAtLeast : words.atLeast,
      '>': isLevel ? words.levelOver : words.over,
      '<=': isLevel ? words.levelAtMost : words.atMost,
      '<': isLevel ? words.levelUnder : words.under,
    }[op];
    return fill(phrase, { field: strong(shortFieldName(field)), value: shown });
  }

  #range(field: string, value: Extract<QueryValue, { kind: 'range' }>): ExplainedPart[] {
    const { from, to, includeFrom, includeTo } = value;
    if (from !== undefined && to !== undefined && includeFrom && includeTo) {
      const shown = (end: string) => strong(field === '@timestamp' ? this.#timeText(Number(end)) : end);
      return fill(this.#words.between, { field: strong(shortFieldName(field)), from: shown(from), to: shown(to) });
    }
    const parts: ExplainedPart[][] = [];
    if (from !== undefined) parts.push(this.#compare(field, includeFrom ? '>=' : '>', from));
    if (to !== undefined) parts.push(this.#compare(field, includeTo ? '<=' : '<', to));
    if (parts.length === 0) return fill(this.#words.exists, { field: strong(shortFieldName(field)) });
    return parts.flatMap((part, index) => (index === 0 ? part : [...plain(this.#words.and), ...part]));
  }
}

function plain(text: string): ExplainedPart[] {
  return [{ text, isValue: false }];
}

function strong(text: string): ExplainedPart[] {
  return [{ text, isValue: true }];
}

function fill(phrase: string, values: Fill): ExplainedPart[] {
  return phrase.split(/(\{\w+\})/).flatMap((piece) => {
    if (piece === '') return [];
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    return name === undefined ? plain(piece) : (values[name] ?? []);
  });
}

/** Neighbouring runs of one kind become one. */
function joined(parts: readonly ExplainedPart[]): ExplainedPart[] {
  const result: ExplainedPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (last !== undefined && last.isValue === part.isValue && !part.isValue) last.text += part.text;
    else result.push({ ...part });
  }
  return result;
}
