import type { HighlightSet } from '../../platform/highlight-sets.ts';

export type MarkKind = 'mark' | 'mark blue' | 'mark green' | 'mark pink';

/** A text to mark, in small letters, and how the mark looks. */
export interface MarkedWord {
  readonly text: string;
  readonly kind: MarkKind;
}

const KINDS = { amber: 'mark', blue: 'mark blue', green: 'mark green', pink: 'mark pink' } as const;

/** Words of the list itself and of the sets that are on; where two overlap, the list's own and the earlier set's win. */
export function markedWords(own: readonly string[], sets: readonly HighlightSet[]): MarkedWord[] {
  const words = new Map<string, MarkKind>();
  const add = (text: string, kind: MarkKind) => {
    const small = text.toLowerCase();
    if (small !== '' && !words.has(small)) words.set(small, kind);
  };
  for (const word of own) add(word, 'mark');
  for (const { isOn, colour, words: many } of sets) if (isOn) for (const word of many) add(word, KINDS[colour]);
  return [...words].map(([text, kind]) => ({ text, kind }));
}
