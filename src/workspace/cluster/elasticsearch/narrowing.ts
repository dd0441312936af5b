// What an index can say about a query, and how such words are put together.

/** A part of Elasticsearch's query DSL. */
export type Dsl = Record<string, unknown>;

export interface Narrowing {
  /** Holds for every hit; undefined for "may be anything", null for "nothing". */
  dsl: Dsl | undefined | null;
  /** It holds for nothing but hits. */
  exact: boolean;
}

export const ANYTHING: Narrowing = { dsl: undefined, exact: false };
export const EVERYTHING: Narrowing = { dsl: undefined, exact: true };
export const NOTHING: Narrowing = { dsl: null, exact: true };

export function exactly(dsl: Dsl): Narrowing {
  return { dsl, exact: true };
}

/** Holds for every hit, and perhaps for others. */
export function narrowly(dsl: Dsl): Narrowing {
  return { dsl, exact: false };
}

export function both(parts: Narrowing[]): Narrowing {
  if (parts.some(({ dsl }) => dsl === null)) return NOTHING;
  const filter = parts.flatMap(({ dsl }) => (dsl === undefined || dsl === null ? [] : [dsl]));
  const exact = parts.every((part) => part.exact);
  if (filter.length === 0) return { dsl: undefined, exact };
  return { dsl: filter.length === 1 ? filter[0]! : { bool: { filter } }, exact };
}

export function either(parts: Narrowing[]): Narrowing {
  const possible = parts.filter(({ dsl }) => dsl !== null);
  if (possible.length === 0) return NOTHING;
  if (possible.some(({ dsl, exact }) => dsl === undefined && exact)) return EVERYTHING;
  if (possible.some(({ dsl }) => dsl === undefined)) return ANYTHING;
  const should = possible.map(({ dsl }) => dsl!);
  return { dsl: should.length === 1 ? should[0]! : { bool: { should } }, exact: possible.every(({ exact }) => exact) };
}

export function negated({ dsl, exact }: Narrowing): Narrowing {
  if (!exact) return ANYTHING;
  if (dsl === null) return EVERYTHING;
  return dsl === undefined ? NOTHING : exactly({ bool: { must_not: [dsl] } });
}
