// Times as rows hold them: microseconds of the hour, and how many digits the text had.
import { FLAG_MICROSECONDS, FLAG_OWN_TIME, HOUR_MS } from '../segments/segment-format.ts';

let secondText = '';
let secondMs = Number.NaN;

/** `2026-11-23T10:31:02.` of the second; the last one is remembered, as events come in time order mostly. */
function prefixOf(timeMs: number): string {
  const start = Math.floor(timeMs / 1000) * 1000;
  if (start !== secondMs) {
    secondMs = start;
    secondText = new Date(start).toISOString().slice(0, -4);
  }
  return secondText;
}

/** Text of an instant, with three or six fraction digits. */
export function timeText(hour: number, micros: number, flags: number): string {
  const timeMs = hour * HOUR_MS + Math.floor(micros / 1000);
  const prefix = prefixOf(timeMs);
  const inSecond = micros % 1_000_000;
  if ((flags & FLAG_MICROSECONDS) !== 0) return `${prefix}${String(inSecond).padStart(6, '0')}Z`;
  return `${prefix}${String(Math.floor(inSecond / 1000)).padStart(3, '0')}Z`;
}

export interface EventMoment {
  hour: number;
  /** Microseconds in the hour. */
  micros: number;
  /** FLAG_MICROSECONDS or FLAG_OWN_TIME, or 0 for three digits. */
  flag: number;
}

/** Moment of an `@timestamp` that stands in bytes from `from` to before `to`; undefined where it is none. */
export function momentOfBytes(bytes: Uint8Array, from: number, to: number): EventMoment | undefined {
  const isMillis = to - from === 24;
  if ((isMillis || to - from === 27) && bytes[to - 1] === 90 && isOfLastSecond(bytes, from)) {
    let fraction = 0;
    let at = from + 20;
    for (; at < to - 1; at++) {
      const digit = bytes[at]! - 48;
      if (digit < 0 || digit > 9) break;
      fraction = fraction * 10 + digit;
    }
    if (at === to - 1) return momentInSecond(fraction, isMillis);
  }
  return momentOf(Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('latin1'));
}

function isOfLastSecond(bytes: Uint8Array, from: number): boolean {
  if (secondText === '') return false;
  for (let i = 0; i < 20; i++) if (bytes[from + i] !== secondText.charCodeAt(i)) return false;
  return true;
}

function momentInSecond(fraction: number, isMillis: boolean): EventMoment {
  const hour = Math.floor(secondMs / HOUR_MS);
  const micros = (secondMs - hour * HOUR_MS) * 1000 + fraction * (isMillis ? 1000 : 1);
  return { hour, micros, flag: isMillis ? 0 : FLAG_MICROSECONDS };
}

const FRACTION = /\.(\d{4,})/;

// Neighbours share their second mostly: then only the digits behind it are read.
function momentOfSameSecond(text: string): EventMoment | undefined {
  const isMillis = text.length === 24;
  if ((!isMillis && text.length !== 27) || !text.startsWith(secondText) || secondText === '') return undefined;
  const digits = text.slice(20, -1);
  if (!text.endsWith('Z') || !/^\d+$/.test(digits)) return undefined;
  const hour = Math.floor(secondMs / HOUR_MS);
  const micros = (secondMs - hour * HOUR_MS) * 1000 + Number(digits) * (isMillis ? 1000 : 1);
  return { hour, micros, flag: isMillis ? 0 : FLAG_MICROSECONDS };
}

/** Moment of an `@timestamp`; undefined when it is not a time. Digits behind the sixth do not order events. */
export function momentOf(text: string): EventMoment | undefined {
  const near = momentOfSameSecond(text);
  if (near !== undefined) return near;
  const timeMs = Date.parse(text);
  if (Number.isNaN(timeMs)) return undefined;
  const hour = Math.floor(timeMs / HOUR_MS);
  const inHourMs = timeMs - hour * HOUR_MS;
  if (text.length === 24) {
    const micros = inHourMs * 1000;
    return { hour, micros, flag: timeText(hour, micros, 0) === text ? 0 : FLAG_OWN_TIME };
  }
  const fraction = FRACTION.exec(text)?.[1];
  const micros = inHourMs * 1000 + (fraction === undefined ? 0 : Number(fraction.slice(3, 6).padEnd(3, '0')));
  const isOwn = text.length !== 27 || timeText(hour, micros, FLAG_MICROSECONDS) !== text;
  return { hour, micros, flag: isOwn ? FLAG_OWN_TIME : FLAG_MICROSECONDS };
}
