import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { runQuery } from '../use-search-place.ts';
import { type CheckedQuery, checkQuery } from './query-check.ts';

export interface TypedQuery {
  text: string;
  /** What is said of the text: of the last good one while a wrong one is still being typed. */
  checked: CheckedQuery;
  type(text: string): void;
  /** Runs a query if it can be; else says at once what is wrong. */
  run(text: string): void;
}

const SETTLED_AFTER_MS = 700;

/**
 * The query while it is typed, starting from the URL's. It is wrong at nearly every key on the way: that is said when
 * the person stops, or runs it.
 */
export function useTypedQuery(urlQuery: string, anchorMs: number): TypedQuery {
  const [text, setText] = useState(urlQuery);
  const [settled, setSettled] = useState(urlQuery);
  useEffect(() => setText(urlQuery), [urlQuery]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const checked = useMemo(() => checkQuery(text, anchorMs), [text, anchorMs]);
  const lastGood = useRef(checked);
  if (checked.ok) lastGood.current = checked;
  const run = useCallback((query: string) => {
    setText(query);
    setSettled(query);
    if (checkQuery(query, Date.now()).ok) runQuery(query);
  }, []);
  return { text, checked: checked.ok || settled === text ? checked : lastGood.current, type: setText, run };
}
