// The text of an event as a string, where one is needed: reports, structured lines, a rule's patterns.
import type { StackFrame } from '../../model/log-event.ts';
import type { FoundIds } from '../ids/found-ids.ts';
import { type ErrorSummary, errorSummary } from '../reports/error-summary.ts';
import { stackFrames } from '../reports/stack-frames.ts';
import type { OpenEvent } from './open-event.ts';

// More than any stack needs; a dump of data behind it costs nothing then.
const REPORT_LINES = 400;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The lines of an event joined by \n, without the CR of a CRLF. */
export function eventText(event: OpenEvent): string {
  const { bytes } = event.holder;
  let text = '';
  for (let i = 0; i < event.earlier.length; i += 2) {
    text += `${decoder.decode(bytes.subarray(event.earlier[i]!, event.earlier[i + 1]!))}\n`;
  }
  return (text + decoder.decode(bytes.subarray(event.from, event.to))).replace(/\r(?=\n|$)/g, '');
}

export interface Report {
  error: ErrorSummary | undefined;
  frames: StackFrame[];
}

/**
 * The error and the stack in a text; undefined when the text is a single line. `head` characters are left out of the
 * first line, or of every line where each has a head of its own (syslog).
 */
export function readReport(text: string, head: number, isRepeated: boolean): Report | undefined {
  if (!text.includes('\n')) return undefined;
  const lines = text.split('\n', REPORT_LINES).map((line, i) => (i === 0 || isRepeated ? line.slice(head) : line));
  const frames = stackFrames(lines);
  return { error: errorSummary(lines), frames };
}

/** Adds the named groups of a rule's patterns as ids: the group's name is the kind. */
export function addMatches(patterns: readonly RegExp[], text: string, into: FoundIds): void {
  for (const pattern of patterns) {
    for (const match of text.matchAll(pattern)) {
      for (const [kind, value] of Object.entries(match.groups ?? {})) {
        if (value === undefined || value === '' || value.length > 256) continue;
        into.addText(kind, value);
      }
      if (into.count > 64) return;
    }
  }
}
