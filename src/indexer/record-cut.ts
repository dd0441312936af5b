// What the indexer needs of an event it does not read: its id and its day, cut from the JSON bytes as they came.

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN = 123;
const CLOSE = 125;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const BACKSLASH = 92;
const NEWLINE = 10;
const TIME_NAME = Buffer.from('@timestamp');
const EVENT_NAME = Buffer.from('event');
const ID_NAME = Buffer.from('id');
/** `2026-11-23T` and what follows, to the Z. */
const SHORTEST_TIME = 20;
const LONGEST_ID = 512;

/** Where the id and the day stand: indices into the record. */
export interface CutRecord {
  idAt: number;
  idEnd: number;
  /** Ten bytes: `2026-11-23`. */
  dayAt: number;
}

/**
 * Finds both in an ECS JSON object. False when the record is not one that can be stored as it is: it is then read as
 * an object. The rest of the record is not looked at: what is wrong there the server says.
 */
export function cutRecord(bytes: Buffer, into: CutRecord): boolean {
  if (bytes[0] !== OPEN || bytes[bytes.length - 1] !== CLOSE || bytes.indexOf(NEWLINE) >= 0) return false;
  let depth = 0;
  let inEvent = false;
  let hasTime = false;
  let hasId = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) {
      depth--;
      if (depth <= 1) inEvent = false;
    } else if (byte === QUOTE) {
      const end = endOfText(bytes, at + 1);
      if (end < 0) return false;
      // A name stands behind { or a comma and before a colon; the values of both are texts.
      const isName = bytes[end + 1] === COLON && (bytes[at - 1] === OPEN || bytes[at - 1] === COMMA);
      if (isName && depth === 1 && !hasTime && equals(bytes, at + 1, end, TIME_NAME)) {
        const valueEnd = textBehind(bytes, end);
        if (valueEnd < 0 || !isDay(bytes, end + 3, valueEnd)) return false;
        into.dayAt = end + 3;
        hasTime = true;
        at = valueEnd;
      } else if (isName && depth === 1 && equals(bytes, at + 1, end, EVENT_NAME)) {
        inEvent = bytes[end + 2] === OPEN;
        at = end;
      } else if (isName && depth === 2 && inEvent && !hasId && equals(bytes, at + 1, end, ID_NAME)) {
        const valueEnd = textBehind(bytes, end);
        const length = valueEnd - (end + 3);
        if (valueEnd < 0 || length < 1 || length > LONGEST_ID) return false;
        into.idAt = end + 3;
        into.idEnd = valueEnd;
        hasId = true;
        at = valueEnd;
      } else at = end;
      if (hasTime && hasId) return true;
    }
  }
  return false;
}

/** Index of the closing quote of a text whose first byte is at `from`; -1 when there is none. */
function endOfText(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) at++;
  }
  return -1;
}

/** End of the text that is the value of the name ending at `end`; -1 when the value is none, or has escapes. */
function textBehind(bytes: Buffer, end: number): number {
  if (bytes[end + 2] !== QUOTE) return -1;
  for (let at = end + 3; at < bytes.length; at++) {
    const byte = bytes[at]!;
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) return -1;
  }
  return -1;
}

function equals(bytes: Buffer, from: number, to: number, name: Buffer): boolean {
  if (to - from !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[from + i] !== name[i]) return false;
  return true;
}

/** A time in UTC of a year that the index knows (1970 to 2261). */
function isDay(bytes: Buffer, at: number, end: number): boolean {
  if (end - at < SHORTEST_TIME || bytes[end - 1] !== 90 || bytes[at + 10] !== 84) return false;
  if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45) return false;
  for (const i of [0, 1, 2, 3, 5, 6, 8, 9]) if (bytes[at + i]! < 48 || bytes[at + i]! > 57) return false;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  return year >= 1970 && year <= 2261 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

function twoDigits(bytes: Buffer, at: number): number {
  return (bytes[at]! - 48) * 10 + bytes[at + 1]! - 48;
}
