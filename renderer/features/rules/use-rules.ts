// The rules as published and as they are being written, with what the checker says of them.
import { useMemo, useRef } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import type { Rule, RuleProblem } from '../../../src/model/rule.ts';
import { useCall } from '../../platform/use-call.ts';
import { useStream } from '../../platform/use-stream.ts';
import { useDraftStore, useRuleCheck } from './use-draft.ts';
import { problemLine } from './written/problem-place.ts';

export interface Rules {
  published: Answer<'rules.read'>;
  text: string;
  isDraft: boolean;
  /** The revision the draft was begun from; the published one while there is no draft. */
  baseRevision: number;
  rules: readonly Rule[];
  problems: readonly RuleProblem[];
  /** Lines, from 1, with a problem. */
  badLines: readonly number[];
  /** The checker has seen the text as it is now. */
  isChecked: boolean;
  checkError: AppError | undefined;
  write(text: string): void;
  discard(): void;
  /** Goes on from a text against a revision. */
  startFrom(text: string, revision: number): void;
  reload(): void;
}

const NONE: readonly RuleProblem[] = [];

/** Undefined while they are read, or when they cannot be: then with the error. */
export function useRules(): { rules: Rules | undefined; error: AppError | undefined; reload(): void } {
  const { value: published, error, reload } = useCall('rules.read', {});
  // Somebody else may publish, or a rollout go on by itself.
  const known = useRef('');
  known.current = JSON.stringify(published?.set);
  useStream('rules.watch', {}, ({ set }) => {
    if (JSON.stringify(set) !== known.current) reload();
  });
  const draft = useDraftStore();
  const text = draft.text ?? published?.text;
  const check = useRuleCheck(text);
  const problems = check.value?.problems ?? NONE;
  const badLines = useMemo(() => problems.map((problem) => problemLine(text ?? '', problem)), [problems, text]);
  // While the text cannot be read the list keeps what it said last: nothing jumps at each key.
  const lastRules = useRef<readonly Rule[] | undefined>(undefined);
  if (check.value !== undefined && (check.value.rules.length > 0 || problems.length === 0))
    lastRules.current = check.value.rules;
  if (published === undefined || text === undefined) return { rules: undefined, error, reload };
  const { revision } = published.set;
  const baseRevision = draft.text === undefined ? revision : draft.baseRevision;
  const rules: Rules = {
    published,
    text,
    isDraft: text !== published.text,
    baseRevision,
    rules: lastRules.current ?? published.set.rules,
    problems,
    badLines,
    isChecked: check.isCurrent,
    checkError: check.error,
    write: (next) => draft.set(next === published.text ? undefined : next, baseRevision),
    discard: () => draft.set(undefined, 0),
    startFrom: (next, from) => draft.set(next, from),
    reload,
  };
  return { rules, error, reload };
}
