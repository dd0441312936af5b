// The rules being written: kept in this window until they are pushed or given up, checked a moment after each change.
import { useEffect, useState } from 'react';
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Answer } from '../../../src/contract/contract.ts';
import { type CallState, useCall } from '../../platform/use-call.ts';

interface DraftState {
  /** Undefined: nothing is changed. */
  text: string | undefined;
  /** The revision the draft was begun from: what a push must still find. */
  baseRevision: number;
  set(text: string | undefined, baseRevision: number): void;
}

const CHECK_AFTER_MS = 250;

export const useDraftStore = create<DraftState>()(
  persist((set) => ({ text: undefined, baseRevision: 0, set: (text, baseRevision) => set({ text, baseRevision }) }), {
    name: 'crosstail.rules-draft',
  }),
);

/** What `rules.check` says of the text, a moment after the last change of it. */
export function useRuleCheck(text: string | undefined): CallState<Answer<'rules.check'>> & { isCurrent: boolean } {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settled === undefined ? 0 : CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, settled]);
  const state = useCall('rules.check', settled === undefined ? null : { text: settled });
  return { ...state, isCurrent: settled === text && !state.isLoading };
}
