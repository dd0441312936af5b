// From civil time as a line shows it to UTC, for times written without a zone.
import { AppError } from '../../base/errors.ts';

const OFFSET = /^(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?$/i;
// Zones change their offset on quarter hours at the finest.
const BLOCK_S = 900;
// Lines of several threads may be out of order by this much without the clock having gone back.
const DISORDER_S = 300;

/** `local`, `UTC`, an IANA name or an offset such as `+08:00`. Throws RULE_INVALID for anything else. */
export class TimeZone {
  private readonly offsetAt: (utcSeconds: number) => number;
  private readonly isFixed: boolean;
  private blockOf = Number.NaN;
  private blockOffset = 0;
  private blockOther = 0;

  constructor(name: string) {
    const fixed = fixedOffset(name);
    this.isFixed = fixed !== undefined;
    this.offsetAt = fixed === undefined ? (name === 'local' ? localOffset : namedOffset(name)) : () => fixed;
  }

  /**
   * UTC seconds of civil seconds (the clock on the wall read as if it were UTC). Of an hour that comes twice when clocks
   * go back, the occurrence that does not lie clearly before `afterUtc` is taken; in a skipped hour time goes on.
   */
  toUtc(civilSeconds: number, afterUtc: number): number {
    if (this.isFixed) return civilSeconds - this.offsetAt(0);
    const block = Math.floor(civilSeconds / BLOCK_S);
    if (block !== this.blockOf) {
      this.blockOf = block;
      const day = 86_400;
      const before = this.offsetAt(civilSeconds - day);
      const after = this.offsetAt(civilSeconds + day);
      const first = this.offsetAt(civilSeconds - before);
      const second = this.offsetAt(civilSeconds - after);
      // Both readings hold: the hour comes twice. Neither holds: it is skipped, and the offset before it goes on.
      this.blockOffset = first === before ? before : second === after ? after : before;
      this.blockOther = first === before && second === after ? after : this.blockOffset;
    }
    const utc = civilSeconds - this.blockOffset;
    return this.blockOther !== this.blockOffset && utc < afterUtc - DISORDER_S ? civilSeconds - this.blockOther : utc;
  }
}

function fixedOffset(name: string): number | undefined {
  if (/^(?:utc|gmt|z|etc\/utc)$/i.test(name)) return 0;
  const match = OFFSET.exec(name);
  if (match === null) return undefined;
  const seconds = Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60;
  return match[1] === '-' ? -seconds : seconds;
}

function localOffset(utcSeconds: number): number {
  return -new Date(utcSeconds * 1000).getTimezoneOffset() * 60;
}

function namedOffset(name: string): (utcSeconds: number) => number {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (cause) {
    throw new AppError('RULE_INVALID', `The time zone "${name}" is not known.`, {
      hint: 'Write local, UTC, a name such as Asia/Taipei, or an offset such as +08:00.',
      cause,
    });
  }
  return (utcSeconds) => {
    const parts: Record<string, number> = {};
    for (const part of format.formatToParts(utcSeconds * 1000)) parts[part.type] = Number(part.value);
    const { year, month, day, hour, minute, second } = parts;
    return Date.UTC(year!, month! - 1, day!, hour!, minute!, second!) / 1000 - utcSeconds;
  };
}
