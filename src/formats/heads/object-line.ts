// Lines that are objects: JSON and logfmt. Events that are Crosstail's own already keep everything they have.

import type { TimeScanner } from '../times/time-scanner.ts';
import { mapFields } from './json-fields.ts';
import { levelOfWord } from './level-word.ts';
import type { LineHead } from './line-head.ts';

const encoder = new TextEncoder();
// Parsers may look a little beyond a text's end.
const scratch = new Uint8Array(192);

/** Fills the head from a JSON object's text; false when it is none. */
export function parseJsonLine(text: string, times: TimeScanner, head: LineHead): boolean {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not JSON after all: the line is read as text.
    return false;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const record = value as Record<string, unknown>;
  head.clear();
  head.isComplete = true;
  if (takeKnownEvent(record, times, head)) return true;
  head.format = 'json';
  fillHead(record, times, head);
  return true;
}

const PAIR = /([\w.@/-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s"]*))(?:\s+|$)/y;
const LOGFMT_KEYS = new Set([
  'time',
  'ts',
  'timestamp',
  't',
  'level',
  'lvl',
  'severity',
  'msg',
  'message',
  'at',
  'caller',
  'logger',
]);

/** Fills the head from `key=value key="quoted value"` pairs; false when the line does not consist of them. */
export function parseLogfmtLine(text: string, times: TimeScanner, head: LineHead): boolean {
  const record: Record<string, unknown> = {};
  let pairs = 0;
  let isKnown = false;
  PAIR.lastIndex = 0;
  for (let match = PAIR.exec(text); match !== null; match = PAIR.exec(text)) {
    const key = match[1]!;
    if (key !== '__proto__') record[key] = match[2] === undefined ? match[3] : unquoted(match[2]);
    isKnown ||= LOGFMT_KEYS.has(key);
    pairs++;
    if (PAIR.lastIndex === text.length) {
      if (pairs < 2 || !isKnown) return false;
      head.clear();
      head.format = 'logfmt';
      head.isComplete = true;
      fillHead(record, times, head);
      return true;
    }
  }
  return false;
}

function unquoted(text: string): string {
  return text.replace(/\\(.)/g, (_, character: string) =>
    character === 'n' ? '\n' : character === 't' ? '\t' : character,
  );
}

/** Sets time, level, body and fields of a head from an object. */
export function fillHead(record: Record<string, unknown>, times: TimeScanner, head: LineHead): void {
  const mapped = mapFields(record);
  if (mapped.time !== undefined) setTime(mapped.time, times, head);
  head.level = mapped.level;
  head.body = mapped.body;
  head.structured = mapped.fields;
  head.ids = mapped.ids;
}

/** A record that has event.id, @timestamp and message in ECS form is a finished event: it stays as it is. */
function takeKnownEvent(record: Record<string, unknown>, times: TimeScanner, head: LineHead): boolean {
  const id = at(record, 'event.id');
  const time = record['@timestamp'];
  if (typeof id !== 'string' || id === '' || typeof time !== 'string' || typeof record.message !== 'string')
    return false;
  // It stays as it is: a time that only we can read would reach the store as written.
  if (Number.isNaN(Date.parse(time)) || !setTime(time, times, head)) return false;
  head.format = 'ecs';
  const level = at(record, 'log.level');
  head.level = typeof level === 'string' ? levelOfWord(level) : 0;
  head.finished = record;
  return true;
}

/** A member by its ECS name, written nested or dotted. */
export function at(record: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(record, name)) return record[name];
  const dot = name.indexOf('.');
  if (dot === -1) return undefined;
  const inner = record[name.slice(0, dot)];
  return typeof inner === 'object' && inner !== null
    ? at(inner as Record<string, unknown>, name.slice(dot + 1))
    : undefined;
}

function setTime(time: string | number, times: TimeScanner, head: LineHead): boolean {
  const text = typeof time === 'number' ? epochText(time) : time.trim();
  if (text.length > 128) return false;
  scratch.fill(0);
  times.nextLine();
  const { written } = encoder.encodeInto(text, scratch);
  const end = /^\d{9,19}(?:\.\d+)?$/.test(text)
    ? times.scanEpoch(scratch, 0, written)
    : times.scan(scratch, 0, written);
  if (end < 0) return false;
  head.hasTime = true;
  head.seconds = times.seconds;
  head.nanos = times.nanos;
  head.digits = times.digits;
  return true;
}

// A fraction of epoch seconds comes from a double: beyond microseconds its digits are noise.
function epochText(time: number): string {
  return Number.isInteger(time) ? String(time) : time.toFixed(6);
}
