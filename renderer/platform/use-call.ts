import { useCallback, useEffect, useState } from 'react';
import { AppError, isAppError, messageOf } from '../../src/base/errors.ts';
import type { Answer, ConsoleClient, ConsoleContract } from '../../src/contract/contract.ts';
import { useConsole } from './console-context.tsx';

type CallName = {
  [Name in keyof ConsoleContract]: ConsoleContract[Name]['kind'] extends 'call' ? Name : never;
}[keyof ConsoleContract];
export type InputOf<Name extends keyof ConsoleContract> = Parameters<ConsoleClient[Name]>[0];

export interface CallState<Value> {
  /** The last answer; kept on screen while a new one is fetched. */
  value: Value | undefined;
  error: AppError | undefined;
  isLoading: boolean;
  reload(): void;
}

/** Anything thrown as an AppError, so that it can be shown with its hint. */
export function toAppError(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('INTERNAL', messageOf(error));
}

/** Calls a method whenever its input (compared by value) or the connection changes; null input calls nothing. */
export function useCall<Name extends CallName>(name: Name, input: InputOf<Name> | null): CallState<Answer<Name>> {
  const client = useConsole();
  const key = input === null ? null : JSON.stringify(input);
  const [round, setRound] = useState(0);
  const [state, setState] = useState<Omit<CallState<Answer<Name>>, 'reload'>>({
    value: undefined,
    error: undefined,
    isLoading: key !== null,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: round asks for the same call again
  useEffect(() => {
    if (client === undefined || key === null) return;
    const controller = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    const method = client[name] as (input: unknown, signal: AbortSignal) => Promise<Answer<Name>>;
    method(JSON.parse(key), controller.signal).then(
      (value) => setState({ value, error: undefined, isLoading: false }),
      (error: unknown) => {
        if (!controller.signal.aborted)
          setState((before) => ({ ...before, error: toAppError(error), isLoading: false }));
      },
    );
    return () => controller.abort();
  }, [client, name, key, round]);
  const reload = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, reload };
}
