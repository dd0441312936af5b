import type { RowDraft } from './event-row.ts';
import { FLAG_LEVEL, LEVEL_TOKEN, SOURCE_TOKEN } from './segment-format.ts';

/** Text for the full-text index: the words, the level, the source. */
export function indexText(draft: RowDraft, source: number): string {
  const level = draft.flags & FLAG_LEVEL;
  const tokens = `${SOURCE_TOKEN}${source.toString(36)}`;
  return level === 0 ? `${draft.words} ${tokens}` : `${draft.words} ${LEVEL_TOKEN}${level} ${tokens}`;
}
