// The state of "add your own logs": what is behind the typed paths, what was corrected, and the adding itself.
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../../src/base/errors.ts';
import type { Answer } from '../../../../src/contract/contract.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { type CallState, toAppError, useCall } from '../../../platform/use-call.ts';

export type AddStep = Answer<'sources.add'>;
export type LookedAt = Answer<'sources.look'>['paths'][number];

/** What is typed is not looked at letter by letter. */
const SETTLE_MS = 400;
/** Most paths of one adding. */
const MOST_PATHS = 1_000;

export interface Choice {
  service?: string;
  format?: string;
}

export interface AddLogs {
  paths: readonly string[];
  looked: CallState<Answer<'sources.look'>>;
  /** By path. */
  choices: Readonly<Record<string, Choice>>;
  choose(path: string, choice: Choice): void;
  step: AddStep | undefined;
  error: AppError | undefined;
  isRunning: boolean;
  add(follow: boolean): Promise<void>;
  cancel(): void;
}

/** Paths of a text, one a line. */
export function pathsOf(text: string): string[] {
  const lines = text.split('\n').map((path) => path.trim());
  return [...new Set(lines.filter((path) => path !== ''))].slice(0, MOST_PATHS);
}

export function useAddLogs(text: string): AddLogs {
  const client = useConsole();
  const paths = pathsOf(text);
  const looked = useLook(paths);
  const [choices, setChoices] = useState<Record<string, Choice>>({});
  const [run, setRun] = useState<Pick<AddLogs, 'step' | 'error' | 'isRunning'>>({
    step: undefined,
    error: undefined,
    isRunning: false,
  });
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const add = async (follow: boolean) => {
    if (client === undefined || paths.length === 0) return;
    const ending = new AbortController();
    controller.current = ending;
    setRun({ step: undefined, error: undefined, isRunning: true });
    try {
      const input = { paths, follow, own: ownOf(paths, choices) };
      for await (const step of client['sources.add'](input, { signal: ending.signal }))
        setRun((before) => ({ ...before, step }));
      setRun((before) => ({ ...before, isRunning: false }));
    } catch (caught) {
      const error = ending.signal.aborted ? undefined : toAppError(caught);
      setRun((before) => ({ ...before, isRunning: false, error }));
    }
  };
  return {
    ...run,
    paths,
    looked,
    choices,
    choose: (path, choice) => setChoices((now) => ({ ...now, [path]: { ...now[path], ...choice } })),
    add,
    cancel: () => controller.current?.abort(),
  };
}

/** Corrections that say something; one for every path, so that each is told apart in the result. */
function ownOf(paths: readonly string[], choices: Readonly<Record<string, Choice>>): Record<string, Choice> {
  return Object.fromEntries(
    paths.map((path) => {
      const { service = '', format = '' } = choices[path] ?? {};
      return [
        path,
        {
          ...(service.trim() === '' ? {} : { service: service.trim() }),
          ...(format === '' ? {} : { format }),
        },
      ];
    }),
  );
}

function useLook(paths: readonly string[]): CallState<Answer<'sources.look'>> {
  const key = paths.join('\n');
  const [settled, setSettled] = useState(key);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(key), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return useCall('sources.look', settled === '' ? null : { paths: settled.split('\n') });
}
