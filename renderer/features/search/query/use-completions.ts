// What may stand at the cursor: fields of the store, values of the hits, saved searches.
import { useEffect, useMemo, useRef, useState } from 'react';
import { LEVELS } from '../../../../src/model/level.ts';
import { type CompletionSpot, completionSpot } from '../../../../src/query/complete-query.ts';
import { FIELD_ALIASES, ID_FIELD, shortFieldName } from '../../../../src/query/fields.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { useCall } from '../../../platform/use-call.ts';
import { useSavedSearches } from './saved-searches.ts';

export interface Choice {
  text: string;
  kind: 'field' | 'value' | 'saved';
  count?: number;
  /** It holds what was typed, but does not begin with it. */
  isLoose: boolean;
}

export interface Completions {
  spot: CompletionSpot;
  choices: Choice[];
}

const MOST_CHOICES = 12;
/** Names worth offering before the store has said which fields it has. */
const COMMON_FIELDS = ['service', 'host', 'level', ID_FIELD, 'error', 'file', 'logger', 'trace'];

interface Value {
  value: string;
  count: number;
}

/** Choices at the cursor; `range` and `query` say in which hits values are counted. */
export function useCompletions(
  text: string,
  cursor: number,
  query: string,
  range: { fromMs: number; toMs: number },
  isWanted: boolean,
): Completions {
  const spot = useMemo(() => completionSpot(text, cursor), [text, cursor]);
  const { value: known } = useCall('search.fields', isWanted ? { range } : null);
  const values = useValues(isWanted && spot.kind === 'value' ? spot.field : undefined, query, range);
  const saved = useSavedSearches((state) => state.queries);
  return useMemo(() => {
    if (!isWanted) return { spot, choices: [] };
    if (spot.kind === 'value') {
      const offered = spot.field === 'log.level' ? withLevels(values) : values;
      return {
        spot,
        choices: narrowed(
          offered.map(({ value, count }) => ({ text: value, count })),
          spot.typed,
          'value',
        ),
      };
    }
    const names = new Set(COMMON_FIELDS);
    for (const { field } of known?.fields ?? []) names.add(shortFieldName(field));
    for (const alias of Object.keys(FIELD_ALIASES))
      if (spot.typed !== '' && alias.startsWith(spot.typed)) names.add(alias);
    const fields = narrowed(
      [...names].map((name) => ({ text: name })),
      spot.typed,
      'field',
    );
    const searches = saved
      .filter((each) => each.toLowerCase().includes(text.trim().toLowerCase()) && each !== text.trim())
      .slice(0, 4)
      .map((each): Choice => ({ text: each, kind: 'saved', isLoose: false }));
    return { spot, choices: [...fields, ...searches] };
  }, [isWanted, spot, known, values, saved, text]);
}

function useValues(field: string | undefined, query: string, range: { fromMs: number; toMs: number }): Value[] {
  const client = useConsole();
  const cache = useRef(new Map<string, Value[]>());
  const [, redraw] = useState(0);
  const key = JSON.stringify([field, query, range]);
  useEffect(() => {
    if (field === undefined || client === undefined || cache.current.has(key)) return;
    const controller = new AbortController();
    const method = client['search.values'];
    const ask = (asked: string) => method({ query: asked, range, field, top: 200 }, controller.signal);
    ask(query)
      // Where the hits have none of it, the values of everything still help.
      .then(({ values }) => (values.length > 0 || query === '' ? values : ask('').then((all) => all.values)))
      .then(
        (values) => {
          if (cache.current.size > 50) cache.current.clear();
          cache.current.set(key, values);
          redraw((round) => round + 1);
        },
        () => {
          // Without values the person types on: a completion is no place for an error.
        },
      );
    return () => controller.abort();
  }, [client, field, key, query, range]);
  return cache.current.get(key) ?? NO_VALUES;
}

const NO_VALUES: Value[] = [];

function withLevels(values: readonly Value[]): Value[] {
  const counts = new Map(values.map(({ value, count }) => [value.toUpperCase(), count]));
  return [...LEVELS].reverse().map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

function narrowed(
  offered: readonly { text: string; count?: number }[],
  typed: string,
  kind: 'field' | 'value',
): Choice[] {
  const wanted = typed.toLowerCase();
  const starting: Choice[] = [];
  const holding: Choice[] = [];
  for (const each of offered) {
    const at = each.text.toLowerCase().indexOf(wanted);
    if (at < 0 || (each.text === typed && kind === 'value')) continue;
    (at === 0 ? starting : holding).push({ ...each, kind, isLoose: at > 0 });
  }
  return [...starting, ...holding].slice(0, MOST_CHOICES);
}
