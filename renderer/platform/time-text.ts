// Times on screen: in the chosen zone, with the zone named.
import type { Zone } from './preferences.ts';

const pad = (value: number, width = 2) => String(value).padStart(width, '0');

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  ms: number;
}

function partsOf(timeMs: number, zone: Zone): Parts {
  const date = new Date(timeMs);
  const utc = zone === 'UTC';
  return {
    year: utc ? date.getUTCFullYear() : date.getFullYear(),
    month: (utc ? date.getUTCMonth() : date.getMonth()) + 1,
    day: utc ? date.getUTCDate() : date.getDate(),
    hour: utc ? date.getUTCHours() : date.getHours(),
    minute: utc ? date.getUTCMinutes() : date.getMinutes(),
    second: utc ? date.getUTCSeconds() : date.getSeconds(),
    ms: date.getUTCMilliseconds(),
  };
}

/** `10:31:02.118`. */
export function clockText(timeMs: number, zone: Zone): string {
  const { hour, minute, second, ms } = partsOf(timeMs, zone);
  return `${pad(hour)}:${pad(minute)}:${pad(second)}.${pad(ms, 3)}`;
}

/** `10:31:02`. */
export function secondText(timeMs: number, zone: Zone): string {
  return clockText(timeMs, zone).slice(0, 8);
}

/** `2026-11-23`. */
export function dayText(timeMs: number, zone: Zone): string {
  const { year, month, day } = partsOf(timeMs, zone);
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
}

/** A stretch as short as it can be said: `10:30 – 10:36`, with the day when it is not today, with seconds when needed. */
export function stretchText(fromMs: number, toMs: number, zone: Zone, nowMs: number = Date.now()): string {
  const whole = (timeMs: number) => timeMs % 60_000 === 0;
  const short = whole(fromMs) && whole(toMs);
  const clock = (timeMs: number) => clockText(timeMs, zone).slice(0, short ? 5 : 8);
  const [fromDay, toDay, today] = [dayText(fromMs, zone), dayText(toMs, zone), dayText(nowMs, zone)];
  const from = fromDay === today && fromDay === toDay ? clock(fromMs) : `${fromDay.slice(5)} ${clock(fromMs)}`;
  return `${from} – ${toDay === fromDay ? '' : `${toDay.slice(5)} `}${clock(toMs)}`;
}

/** `UTC+8`, `UTC−3:30`, `UTC`. */
export function zoneText(zone: Zone, atMs: number = Date.now()): string {
  const minutes = zone === 'UTC' ? 0 : -new Date(atMs).getTimezoneOffset();
  if (minutes === 0) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${pad(rest)}`}`;
}

/** `0 ms`, `240 ms`, `1.8 s`, `6 min`, `4 h`, `3 d`: at most two digits more than needed. */
export function durationText(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${Math.round(ms)} ms`;
  if (size < 60_000) return `${trim(ms / 1_000)} s`;
  if (size < 3_600_000) return `${trim(ms / 60_000)} min`;
  if (size < 86_400_000) return `${trim(ms / 3_600_000)} h`;
  return `${trim(ms / 86_400_000)} d`;
}

function trim(value: number): string {
  return value.toFixed(Math.abs(value) < 10 ? 1 : 0).replace(/\.0$/, '');
}

/** `84.3 MB`. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${units[unit]}`;
}
