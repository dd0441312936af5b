// The chosen rule tried on real files, a moment after it was changed; an earlier try is given up.
import { useEffect, useState } from 'react';
import type { Answer } from '../../../../src/contract/contract.ts';
import { type CallState, useCall } from '../../../platform/use-call.ts';

export type Preview = Answer<'rules.preview'>;

const TRY_AFTER_MS = 400;

export interface PreviewWish {
  text: string;
  rule: string;
  host: string;
  sample?: string;
}

export interface PreviewState extends CallState<Preview> {
  /** The answer is of what is wished for now. */
  isCurrent: boolean;
  isStopped: boolean;
  stop(): void;
}

/** Undefined tries nothing. */
export function usePreview(wish: PreviewWish | undefined): PreviewState {
  const key = wish === undefined ? undefined : JSON.stringify(wish);
  const [settled, setSettled] = useState<string>();
  const [stopped, setStopped] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), TRY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [key]);
  const isStopped = stopped !== undefined && stopped === settled;
  // A rule that is being changed is not tried in between: the key it had before would be tried again.
  const isAsked = settled !== undefined && settled === key && !isStopped;
  const state = useCall('rules.preview', isAsked ? (JSON.parse(settled) as PreviewWish) : null);
  return {
    ...state,
    isCurrent: isAsked && !state.isLoading,
    isStopped,
    stop: () => setStopped(settled),
    reload: () => {
      setStopped(undefined);
      state.reload();
    },
  };
}
