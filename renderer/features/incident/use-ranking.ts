// Suspects as soon as there are any: a first look at few lines, and where there are more of them the whole answer after it.
import { useCallback, useEffect, useState } from 'react';
import type { Answer } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { type CallState, type InputOf, toAppError } from '../../platform/use-call.ts';

export type Ranking = Answer<'suspects.rank'>;

/** Lines of each stretch for the first look: an answer within a second. */
const FIRST_LOOK = 6_000;

/** The best answer so far, the one before kept on screen until then; loading until there is none better to come. */
export function useRanking(input: InputOf<'suspects.rank'>): CallState<Ranking> {
  const client = useConsole();
  const key = JSON.stringify(input);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<CallState<Ranking>, 'reload'>>({
    value: undefined,
    error: undefined,
    isLoading: true,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: round asks for the same ranking again
  useEffect(() => {
    if (client === undefined) return;
    const controller = new AbortController();
    const rank = async () => {
      const asked = JSON.parse(key) as InputOf<'suspects.rank'>;
      const first = await client['suspects.rank']({ ...asked, lines: FIRST_LOOK }, controller.signal);
      setState({ value: first, error: undefined, isLoading: !isWhole(first) });
      if (isWhole(first)) return;
      const value = await client['suspects.rank'](asked, controller.signal);
      setState({ value, error: undefined, isLoading: false });
    };
    setState((before) => ({ ...before, isLoading: true }));
    rank().catch((error: unknown) => {
      if (!controller.signal.aborted) setState((before) => ({ ...before, error: toAppError(error), isLoading: false }));
    });
    return () => controller.abort();
  }, [client, key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}

/** No line of either stretch was left out. */
function isWhole({ sample: { window, baseline } }: Ranking): boolean {
  return window.read >= window.of && baseline.read >= baseline.of;
}
