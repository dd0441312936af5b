// Events written over several lines that are one object: pretty-printed JSON and journald's export format. They are
// understood when they are complete.

import type { TimeScanner } from '../times/time-scanner.ts';
import type { LineHead } from './line-head.ts';
import { fillHead, parseJsonLine } from './object-line.ts';

/** Open braces and brackets at the end of a line of JSON, given those at its start. */
export function bracketDepth(text: string, before: number): number {
  let depth = before;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '\\') i++;
    else if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
  }
  return depth;
}

/** Fills the head of a whole block from its text. */
export function understandBlock(format: string, text: string, times: TimeScanner, head: LineHead): void {
  if (format === 'journald') {
    fillHead(journalFields(text), times, head);
    return;
  }
  if (!parseJsonLine(text, times, head)) head.format = 'json';
}

function journalFields(text: string): Record<string, unknown> {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals), line.slice(equals + 1));
  }
  fields.delete('__CURSOR');
  return Object.fromEntries(fields);
}
