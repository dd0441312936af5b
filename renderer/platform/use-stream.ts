import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../src/base/errors.ts';
import type { Answer, ConsoleContract } from '../../src/contract/contract.ts';
import type { ItemStream, StreamOptions } from '../../src/contract/method.ts';
import { useConsole } from './console-context.tsx';
import { type InputOf, toAppError } from './use-call.ts';

type StreamName = {
  [Name in keyof ConsoleContract]: ConsoleContract[Name]['kind'] extends 'stream' ? Name : never;
}[keyof ConsoleContract];

export interface StreamState<Item> {
  /** The newest item. */
  latest: Item | undefined;
  error: AppError | undefined;
  isDone: boolean;
}

/**
 * Reads a stream while the component stands, from its start again when the input (compared by value) or the connection
 * changes; null input reads nothing. `onItem` sees each item, `latest` only what React gets to draw.
 */
export function useStream<Name extends StreamName>(
  name: Name,
  input: InputOf<Name> | null,
  onItem?: (item: Answer<Name>) => void,
): StreamState<Answer<Name>> {
  const client = useConsole();
  const key = input === null ? null : JSON.stringify(input);
  const [state, setState] = useState<StreamState<Answer<Name>>>({ latest: undefined, error: undefined, isDone: false });
  const listener = useRef(onItem);
  listener.current = onItem;
  useEffect(() => {
    if (client === undefined || key === null) return;
    const controller = new AbortController();
    const open = client[name] as (input: unknown, options: StreamOptions) => ItemStream<Answer<Name>>;
    const read = async () => {
      for await (const item of open(JSON.parse(key), { signal: controller.signal })) {
        listener.current?.(item);
        setState({ latest: item, error: undefined, isDone: false });
      }
      setState((before) => ({ ...before, isDone: true }));
    };
    read().catch((error: unknown) => {
      if (!controller.signal.aborted) setState((before) => ({ ...before, error: toAppError(error), isDone: true }));
    });
    return () => controller.abort();
  }, [client, name, key]);
  return state;
}
