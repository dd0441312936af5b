// Times, durations and sizes as people type them.
import { AppError } from './errors.ts';

const UNIT_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)$/i;

/** Milliseconds of `250ms 5s 15m 2h 7d`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2]!.toLowerCase()]!;
}

const SIZE = /^(\d+(?:\.\d+)?)\s*([KMGT]i?)?B?$/i;

/** Bytes of `64KiB 10MB 1G`; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = SIZE.exec(text.trim());
  if (match === null) return undefined;
  const unit = (match[2] ?? '').toLowerCase();
  const power = unit === '' ? 0 : 'kmgt'.indexOf(unit[0]!) + 1;
  return Math.round(Number(match[1]) * (unit.endsWith('i') ? 1024 : 1000) ** power);
}

/**
 * Epoch milliseconds of an instant as typed: ISO 8601, `now`, `-15m`, `2h ago`, `10:30` (today, local), epoch seconds
 * or milliseconds. Undefined when it is none of these.
 */
export function parseInstant(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  if (/^now$/i.test(trimmed)) return nowMs;
  const relative = /^(?:now)?\s*([+-])\s*(\d.*)$/i.exec(trimmed);
  if (relative !== null) {
    const duration = parseDuration(relative[2]!);
    return duration === undefined ? undefined : nowMs + (relative[1] === '-' ? -duration : duration);
  }
  const ago = /^(.*?)\s+ago$/i.exec(trimmed);
  if (ago !== null) {
    const duration = parseDuration(ago[1]!);
    return duration === undefined ? undefined : nowMs - duration;
  }
  return parseClockTime(trimmed, nowMs) ?? parseEpoch(trimmed) ?? parseIso(trimmed);
}

function parseClockTime(text: string, nowMs: number): number | undefined {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return new Date(nowMs).setHours(hour, minute, second, Number((match[4] ?? '0').padEnd(3, '0')));
}

// From 1973 on epoch milliseconds have twelve digits or more; seconds keep ten until 2286.
function parseEpoch(text: string): number | undefined {
  if (!/^\d{9,13}(\.\d+)?$/.test(text)) return undefined;
  const number = Number(text);
  return number < 100_000_000_000 ? number * 1000 : number;
}

function parseIso(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const timeMs = Date.parse(text.replace(/^(\S+) (?=\d)/, '$1T').replace(/,(?=\d{3})/, '.'));
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

/** Like parseInstant, but throws USAGE naming the option. */
export function requireInstant(text: string, nowMs: number, option: string): number {
  const timeMs = parseInstant(text, nowMs);
  if (timeMs !== undefined) return timeMs;
  throw new AppError('USAGE', `${option} was given "${text}", which is not a time.`, {
    hint: 'Write 2026-11-23T10:31:02Z, 10:30 (today), now, -15m, "2h ago" or epoch milliseconds.',
  });
}

/** Like parseDuration, but throws USAGE naming the option. */
export function requireDuration(text: string, option: string): number {
  const durationMs = parseDuration(text);
  if (durationMs !== undefined && durationMs > 0) return durationMs;
  throw new AppError('USAGE', `${option} was given "${text}", which is not a duration.`, {
    hint: 'Write 250ms, 5s, 15m, 2h or 7d.',
  });
}
