import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { toAppError } from '../../platform/use-call.ts';
import type { BundleScope } from './bundle-scope.ts';

export type BundleStep = Answer<'bundles.create'>;

export interface BundleRun {
  step: BundleStep | undefined;
  error: AppError | undefined;
  isRunning: boolean;
  wasCancelled: boolean;
  start(scope: BundleScope): void;
  cancel(): void;
}

/** Makes one bundle at a time; leaving cancels, and nothing is left behind. */
export function useBundleRun(): BundleRun {
  const client = useConsole();
  const [state, setState] = useState<Pick<BundleRun, 'step' | 'error' | 'isRunning' | 'wasCancelled'>>({
    step: undefined,
    error: undefined,
    isRunning: false,
    wasCancelled: false,
  });
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const run = async (scope: BundleScope) => {
    if (client === undefined) return;
    const own = new AbortController();
    const { signal } = own;
    controller.current = own;
    setState({ step: undefined, error: undefined, isRunning: true, wasCancelled: false });
    try {
      for await (const step of client['bundles.create'](scope, { signal })) setState((before) => ({ ...before, step }));
      setState((before) => ({ ...before, isRunning: false }));
    } catch (caught) {
      const wasCancelled = signal.aborted;
      setState((before) => ({
        ...before,
        isRunning: false,
        wasCancelled,
        error: wasCancelled ? undefined : toAppError(caught),
      }));
    }
  };
  return { ...state, start: (scope) => void run(scope), cancel: () => controller.current?.abort() };
}
