// Named sets of words that every list of lines marks in their colour; kept for this window, on or off by name.
import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export const HIGHLIGHT_COLOURS = ['amber', 'blue', 'green', 'pink'] as const;
export type HighlightColour = (typeof HIGHLIGHT_COLOURS)[number];

export interface HighlightSet {
  readonly id: string;
  readonly name: string;
  readonly colour: HighlightColour;
  readonly words: readonly string[];
  readonly isOn: boolean;
}

/** Each word is looked for in every line drawn: so many are enough, and cost little. */
export const MOST_SETS = 12;
export const MOST_WORDS = 50;

interface HighlightSets {
  sets: readonly HighlightSet[];
  isOpen: boolean;
}

export const useHighlightSets = create<HighlightSets>()(
  persist((): HighlightSets => ({ sets: [], isOpen: false }), {
    name: 'crosstail.highlights',
    partialize: ({ sets }) => ({ sets }),
    merge: (kept, fresh) => ({ ...fresh, sets: readSets((kept as Partial<HighlightSets> | undefined)?.sets) }),
  }),
);

/** Opens the dialog that edits them. */
export function editHighlights(): void {
  useHighlightSets.setState({ isOpen: true });
}

/** Changes a set. */
export function changeSet(id: string, patch: Partial<Omit<HighlightSet, 'id'>>): void {
  useHighlightSets.setState(({ sets }) => ({ sets: sets.map((set) => (set.id === id ? { ...set, ...patch } : set)) }));
}

/** Adds an empty set in the first colour that no other has. */
export function addSet(name: string): void {
  useHighlightSets.setState(({ sets }) => {
    const colour = HIGHLIGHT_COLOURS.find((each) => sets.every((set) => set.colour !== each)) ?? 'amber';
    return { sets: [...sets, { id: crypto.randomUUID(), name, colour, words: [], isOn: true }].slice(0, MOST_SETS) };
  });
}

/** What was kept, spoilt parts left out. */
export function readSets(found: unknown): HighlightSet[] {
  if (!Array.isArray(found)) return [];
  return found.slice(0, MOST_SETS).flatMap((each: Partial<HighlightSet> | null): HighlightSet[] => {
    const { id, name, colour, words, isOn } = each ?? {};
    if (typeof id !== 'string' || typeof name !== 'string' || !Array.isArray(words)) return [];
    return [
      {
        id,
        name,
        colour: HIGHLIGHT_COLOURS.find((known) => known === colour) ?? 'amber',
        words: words.filter((word) => typeof word === 'string').slice(0, MOST_WORDS),
        isOn: isOn === true,
      },
    ];
  });
}
