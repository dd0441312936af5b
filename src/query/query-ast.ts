// The one query form: text is parsed into it, every back end reads it.

/** Where a part stands in the query text: UTF-16 offsets, end exclusive. */
export interface Span {
  at: number;
  end: number;
}

export type Comparison = '>' | '>=' | '<' | '<=';

export type QueryValue =
  /** A word or phrase, compared as a whole (in `message`: as consecutive tokens). */
  | { kind: 'text'; text: string }
  /** Holds `*` (any run) or `?` (one character). */
  | { kind: 'wildcard'; pattern: string }
  | { kind: 'regex'; source: string; ignoreCase: boolean }
  | { kind: 'range'; from: string | undefined; to: string | undefined; includeFrom: boolean; includeTo: boolean }
  /** `field:*`: the field is there. */
  | { kind: 'exists' };

export type Query =
  | { type: 'all' }
  | { type: 'and'; parts: Query[] }
  | { type: 'or'; parts: Query[] }
  | { type: 'not'; part: Query }
  /** `field` is a full ECS name (aliases are resolved); free text is field `message`; any correlation id is field `id`. */
  | ({ type: 'match'; field: string; value: QueryValue } & Span)
  | ({ type: 'compare'; field: string; op: Comparison; value: string } & Span);

export const ALL: Query = { type: 'all' };
