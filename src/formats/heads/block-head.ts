// Events written over several lines that are one object: pretty-printed JSON, journald's export format, and events of
// Windows as its event viewer and wevtutil write them as text. They are understood when they are complete.

import type { TimeScanner } from '../times/time-scanner.ts';
import type { LineHead } from './line-head.ts';
import { fillHead, parseJsonLine } from './object-line.ts';

/** First line of an event of Windows; wevtutil numbers its events before it. */
const WINDOWS_START = /^(?:Log Name: |Event\[\d+\]:?\s*$)/;
// What an unindented line inside a JSON object begins with.
const JSON_INSIDE = /^[}\]"{[]/;

/** True when a line begins an event of Windows. */
export function startsWindowsEvent(line: string): boolean {
  return WINDOWS_START.test(line);
}

/** Open braces and brackets behind a line, given those before it; an event of Windows is open until the next begins. */
export function blockDepth(format: string, text: string, before: number): number {
  return format === 'windows' ? 1 : bracketDepth(text, before);
}

/** True when a line goes on with the block that is open. */
export function goesOnInBlock(format: string, line: string): boolean {
  if (format === 'windows') return !startsWindowsEvent(line);
  return /^\s/.test(line) || JSON_INSIDE.test(line);
}

function bracketDepth(text: string, before: number): number {
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
  if (format === 'windows') {
    fillHead(windowsFields(text), times, head);
    return;
  }
  if (!parseJsonLine(text, times, head)) head.format = 'json';
}

/** What their names are in lines of JSON, where they mean the same. */
const WINDOWS_NAMES: Readonly<Record<string, string>> = {
  Date: 'time',
  Level: 'level',
  Source: 'logger',
  Computer: 'host.name',
};

/** `Name: value` a line up to the description, which is the message. */
function windowsFields(text: string): Record<string, unknown> {
  const fields = new Map<string, string>();
  const [, head = text, description = ''] = /^([\s\S]*?)^ {0,8}Description:([\s\S]*)$/m.exec(text) ?? [];
  for (const line of head.split('\n')) {
    const [, name = '', rest = ''] = /^ {0,8}([A-Z][A-Za-z ]{0,40}):(.*)$/.exec(line) ?? [];
    const value = rest.trim();
    if (value !== '' && value !== 'N/A') fields.set(WINDOWS_NAMES[name] ?? name, value);
  }
  if (description.trim() !== '') fields.set('message', description.trim());
  return Object.fromEntries(fields);
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
