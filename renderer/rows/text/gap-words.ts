import type { Say } from '../../platform/text.ts';
import type { GapEntry } from '../model/row-entry.ts';
import type { ROWS_TEXT } from '../rows-text.ts';
import { type RowTextOptions, timeText } from './row-text.ts';

/** What a gap says: its count, why, and from when to when. */
export function gapWords(
  gap: GapEntry,
  options: RowTextOptions & { say: Say<typeof ROWS_TEXT> },
): { count: HTMLElement; rest: string } {
  const count = document.createElement('b');
  count.textContent = gap.skipped.toLocaleString(document.documentElement.lang || undefined);
  return { count, rest: ` ${gapRest(gap, options)}` };
}

/** The words of a gap behind its count. */
export function gapRest(gap: GapEntry, options: RowTextOptions & { say: Say<typeof ROWS_TEXT> }): string {
  const { say } = options;
  const reasons = {
    held: 'gapHeld',
    'slow-reader': 'gapSlow',
    rate: 'gapRate',
    expired: 'gapExpired',
    source: 'gapSource',
  } as const;
  const parts = [say('gap', { n: gap.skipped }), say(reasons[gap.reason])];
  if (gap.fromMs !== undefined && gap.toMs !== undefined)
    parts.push(`${timeText(gap.fromMs, options).slice(0, -1)}–${timeText(gap.toMs, options).slice(0, -1)}`);
  return parts.join(' · ');
}
