// Everything a person can do, by name: the palette lists it, keys run it, the help shows it. Features add their actions
// while they stand.

import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Action {
  /** `area.verb`, unique. */
  id: string;
  title: string;
  /** Heading it stands under. */
  group: string;
  icon?: LucideIcon;
  /** `g s`, `mod+k`, `/`, `shift+ArrowRight`: see key-chord.ts. */
  keys?: string;
  /** Looser words that find it. */
  words?: string;
  /** Shown beside the title. */
  note?: string;
  run(): void;
}

let actions: readonly Action[] = [];
const sets = new Map<object, readonly Action[]>();
const listeners = new Set<() => void>();

function publish(): void {
  actions = [...sets.values()].flat();
  for (const listener of listeners) listener();
}

/** Adds actions; the answer takes them away again. */
export function addActions(added: readonly Action[]): () => void {
  const key = {};
  sets.set(key, added);
  publish();
  return () => {
    sets.delete(key);
    publish();
  };
}

/** Adds actions while the component stands. Titles may change with each render; what runs is always the newest. */
export function useActions(added: readonly Action[]): void {
  const newest = useRef(added);
  newest.current = added;
  const shape = added.map(({ id, title, group, keys, note }) => [id, title, group, keys, note].join('\t')).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list is made anew at each render, its shape rarely is
  useEffect(
    () =>
      addActions(
        newest.current.map((action) => ({
          ...action,
          run: () => newest.current.find(({ id }) => id === action.id)?.run(),
        })),
      ),
    [shape],
  );
}

/** All actions now. */
export function useAllActions(): readonly Action[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => actions,
  );
}

/** All actions now, outside React. */
export function allActions(): readonly Action[] {
  return actions;
}
