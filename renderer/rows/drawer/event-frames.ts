// Which place in the sources a line stands for.
import type { LogEvent, StackFrame } from '../../../src/model/log-event.ts';
import { openSource, sourceLink } from '../../platform/open-source.ts';
import { sayNow } from '../../platform/text.ts';
import { note } from '../../ui/toast.tsx';
import type { DisplayRow } from '../model/row-entry.ts';
import { ROWS_TEXT } from '../rows-text.ts';
import { childLine } from '../text/row-text.ts';

/** Frames of an event that name a file, in the order of its lines; records of others may hold anything there. */
export function placedFrames(event: LogEvent): StackFrame[] {
  const frames: unknown = event.crosstail?.frames;
  return Array.isArray(frames) ? frames.filter((frame) => typeof frame?.file === 'string' && frame.file !== '') : [];
}

/** The frame that a line below the first one shows. */
function frameOfLine(event: LogEvent, line: string): StackFrame | undefined {
  return placedFrames(event).find(
    ({ file, line: number }) => line.includes(file!) && (number === undefined || line.includes(String(number))),
  );
}

/** Place a row stands for: of its own line, else the innermost frame that can be opened, else where it was logged. */
function sourceOfRow({ entry, child }: DisplayRow) {
  if (entry.kind === 'gap') return undefined;
  const { event } = entry;
  if (child > 0) {
    const own = frameOfLine(event, childLine(entry, child));
    if (own !== undefined) return own;
  }
  const frames = placedFrames(event).filter((frame) => sourceLink(frame) !== undefined);
  // Python writes the innermost frame last, everything else first.
  const inner = event.message.includes('(most recent call last)') ? frames.at(-1) : frames[0];
  const { name, line } = event.log?.origin?.file ?? {};
  return inner ?? (name === undefined ? undefined : { file: name, ...(line === undefined ? {} : { line }) });
}

/** Opens the place a row stands for in the editor, or says why not. */
export function openSourceOfRow(row: DisplayRow): void {
  const place = sourceOfRow(row);
  const say = sayNow(ROWS_TEXT);
  if (place === undefined) note(say('noPlace'));
  else if (!openSource(place)) note(say('noSourceFolder', { file: place.file ?? '' }));
}
