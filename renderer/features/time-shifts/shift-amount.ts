import { parseDuration, parseInstant } from '../../../src/base/time-text.ts';

const PART = /(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)/gi;
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const;

/**
 * Milliseconds of `+1h`, `-38ms`, `+1d 2h 30m`, or of the time that it really was (`10:31:02`) when the line says `atMs`.
 * Undefined when it is none of these.
 */
export function readShift(text: string, atMs: number | undefined): number | undefined {
  const wanted = text.trim().replace('−', '-');
  const sign = wanted.startsWith('-') ? -1 : 1;
  const parts = wanted.replace(/^[+-]/, '').trim();
  if (parts !== '' && parts.replace(PART, '').trim() === '') {
    const sum = [...parts.matchAll(PART)].reduce((total, [part]) => total + (parseDuration(part) ?? 0), 0);
    return sign * Math.round(sum);
  }
  if (atMs === undefined || /^[+-]|now|ago/i.test(wanted)) return undefined;
  const rightMs = parseInstant(wanted, atMs);
  return rightMs === undefined ? undefined : Math.round(rightMs - Math.floor(atMs));
}

/** `+1d 2h`, `−38ms`, `0`. */
export function shiftText(shiftMs: number): string {
  let left = Math.abs(shiftMs);
  const parts: string[] = [];
  for (const [unit, ms] of UNITS) {
    const count = Math.floor(left / ms);
    left -= count * ms;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.length === 0 ? '0' : `${shiftMs < 0 ? '−' : '+'}${parts.join(' ')}`;
}
