// From a timestamp in a line to UTC: fraction, AM/PM, zone, and what the text leaves out (year, date, zone).
import { asciiText, digitAt, isDigit, isLetter } from '../byte-class.ts';
import { daysFromCivil, isLeapYear } from './civil-time.ts';
import { DateScanner } from './date-scanner.ts';
import { RegionZones } from './region-zone.ts';
import type { TimeZone } from './time-zone.ts';
import { type ZoneSuffix, zoneSuffix } from './zone-suffix.ts';

const DAY_S = 86_400;
const HALF_YEAR_S = 180 * DAY_S;
const CACHE_BYTES = 32;
/** Nanoseconds of one unit in the last of n fraction digits. */
const NANOS = [0, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10, 1];
const DOT = 46;
const COMMA = 44;
const COLON = 58;
const SPACE = 32;
const BAR = 124;
const CLOSE_BRACKET = 93;

/** The result of the last successful `scan` stands in the fields. */
export class TimeScanner {
  /** Epoch seconds in UTC. */
  seconds = 0;
  nanos = 0;
  /** Fraction digits the line had, 0 to 9. */
  digits = 0;
  /** True when the line named its zone (or the time is an epoch). */
  isAbsolute = false;
  /** True when the date had no year. */
  isYearless = false;

  private readonly zone: TimeZone;
  private readonly modifiedMs: number | undefined;
  private nowMs = 0;
  /** The time given before: settles years that are missing and hours that come twice. */
  private last = Number.NaN;
  private readonly date = new DateScanner();
  private readonly regions = new RegionZones();
  private bytes: Uint8Array = new Uint8Array(0);
  private from = 0;
  private at = 0;
  private end = 0;
  // The text up to the second is mostly that of the line before.
  private readonly cache = new Uint8Array(CACHE_BYTES);
  private cacheLength = 0;
  private cachedUtc = 0;
  private cachedCivil = 0;
  private cachedYearless = false;
  /** Where there was no time in the line at hand. */
  private failedAt = -1;

  constructor(zone: TimeZone, modifiedMs: number | undefined) {
    this.zone = zone;
    this.modifiedMs = modifiedMs;
  }

  /** Time of reading: a date without a year, or a time without a date, is taken to lie before it. */
  setNow(nowMs: number): void {
    this.nowMs = nowMs;
  }

  /** To be called for each new text: layouts ask again and again for a time at the same place. */
  nextLine(): void {
    this.failedAt = -1;
  }

  /** Position behind the timestamp that starts at `from`; -1 when there is none. `bytes` is readable beyond `end`. */
  scan(bytes: Uint8Array, from: number, end: number): number {
    if (from === this.failedAt) return -1;
    this.bytes = bytes;
    this.from = from;
    this.end = end;
    this.nanos = 0;
    this.digits = 0;
    this.isAbsolute = false;
    const isCached = this.isCached(bytes, from, end);
    if (isCached) this.at = from + this.cacheLength;
    else {
      if (!this.date.scan(bytes, from) || this.date.at > end) {
        this.failedAt = from;
        return -1;
      }
      this.at = this.date.at;
    }
    this.scanFraction();
    const isPlain = this.scanTail(isCached);
    if (!isCached && isPlain) this.remember(from);
    this.last = this.seconds;
    return this.at;
  }

  /** Like `scan` for epoch seconds (with fraction), milliseconds, microseconds or nanoseconds. */
  scanEpoch(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    while (at < end && isDigit(bytes[at])) at++;
    const length = at - from;
    if ((length !== 10 && length !== 13 && length !== 16 && length !== 19) || isLetter(bytes[at])) return -1;
    const seconds = Number(asciiText(bytes, from, from + 10));
    if (seconds < 631_152_000 || seconds > 4_102_444_800) return -1;
    this.seconds = seconds;
    this.isAbsolute = true;
    this.digits = length - 10;
    this.nanos = length === 10 ? 0 : Number(asciiText(bytes, from + 10, at).padEnd(9, '0'));
    this.bytes = bytes;
    this.at = at;
    this.end = end;
    if (length === 10 && bytes[at] === DOT) this.fraction();
    this.last = seconds;
    return this.at;
  }

  /** True when the time found last does not lie ahead of the time of reading. */
  isPast(): boolean {
    return this.seconds <= this.nowMs / 1000 + DAY_S;
  }

  private isCached(bytes: Uint8Array, from: number, end: number): boolean {
    const length = this.cacheLength;
    if (length === 0 || from + length > end) return false;
    // From the back: seconds differ first.
    for (let i = length - 1; i >= 0; i--) if (bytes[from + i] !== this.cache[i]) return false;
    return !isDigit(bytes[from + length]);
  }

  private remember(from: number): void {
    const length = this.date.at - from;
    this.cacheLength = length > CACHE_BYTES ? 0 : length;
    for (let i = 0; i < this.cacheLength; i++) this.cache[i] = this.bytes[from + i]!;
    this.cachedYearless = this.isYearless;
    const { year, month, day, clock } = this.date;
    this.cachedCivil = daysFromCivil(year, month, day) * DAY_S + clock;
    this.cachedUtc = this.isAbsolute ? this.zone.toUtc(this.cachedCivil, this.last) : this.seconds;
  }

  private scanFraction(): void {
    const separator = this.bytes[this.at];
    if (separator === DOT || separator === COMMA) this.fraction();
    else if (separator === COLON) this.milliseconds();
  }

  private fraction(): void {
    let at = this.at + 1;
    let value = 0;
    let digits = 0;
    for (; at < this.end; at++) {
      const digit = digitAt(this.bytes, at);
      if (digit > 9) break;
      if (digits === 9) continue;
      value = value * 10 + digit;
      digits++;
    }
    if (digits === 0) return;
    this.digits = digits;
    this.nanos = value * NANOS[digits]!;
    this.at = at;
  }

  /** `:606` behind the seconds: a count of milliseconds, not a fraction. Fewer digits only before a bar or bracket. */
  private milliseconds(): void {
    let at = this.at + 1;
    let value = 0;
    while (at < this.end && at - this.at <= 3 && isDigit(this.bytes[at]))
      value = value * 10 + digitAt(this.bytes, at++);
    const count = at - this.at - 1;
    const next = this.bytes[at];
    if (count === 0 || isDigit(next) || (count < 3 && next !== BAR && next !== CLOSE_BRACKET)) return;
    this.digits = 3;
    this.nanos = value * 1_000_000;
    this.at = at;
  }

  /** AM/PM, zone and a year behind the clock, then the instant. True when the text up to the second settles it. */
  private scanTail(isCached: boolean): boolean {
    const { date } = this;
    const half = this.halfDay();
    const zone = this.zoneBehind(isCached);
    const hasYearBehind = !isCached && date.mayHaveYearBehind && this.yearBehind(this.at + zone.length);
    if (!hasYearBehind) this.at += zone.length;
    this.isAbsolute = zone.seconds !== undefined;
    if (!isCached) this.isYearless = date.year === 0 && date.day !== 0;
    else this.isYearless = this.cachedYearless;
    if (isCached && half === 0) {
      this.seconds = zone.seconds === undefined ? this.cachedUtc : this.cachedCivil - zone.seconds;
      return false;
    }
    if (isCached) date.scan(this.bytes, this.from);
    if (half !== 0) date.clock = (date.clock % (DAY_S / 2)) + (half === 2 ? DAY_S / 2 : 0);
    this.seconds = date.day === 0 ? this.withDate(zone.seconds) : this.utcOf(this.yearOf(), zone.seconds);
    return half === 0 && !hasYearBehind && (date.year !== 0 || zone.seconds === undefined);
  }

  private zoneBehind(isCached: boolean): ZoneSuffix {
    const suffix = zoneSuffix(this.bytes, this.at, this.end);
    if (suffix.length > 0 || this.date.year === 0) return suffix;
    const region = this.regions.find(this.bytes, this.at, this.end);
    if (region === undefined) return suffix;
    const { year, month, day, clock } = this.date;
    const civil = isCached ? this.cachedCivil : daysFromCivil(year, month, day) * DAY_S + clock;
    return { length: region.length, seconds: civil - region.zone.toUtc(civil, this.last) };
  }

  /** 1 for AM, 2 for PM, 0 for neither; stepped over. */
  private halfDay(): 0 | 1 | 2 {
    const gap = this.bytes[this.at] === SPACE ? 1 : 0;
    const letter = this.bytes[this.at + gap]! | 32;
    if ((letter !== 97 && letter !== 112) || (this.bytes[this.at + gap + 1]! | 32) !== 109) return 0;
    if (isLetter(this.bytes[this.at + gap + 2])) return 0;
    this.at += gap + 2;
    return letter === 97 ? 1 : 2;
  }

  /** `… 04:47:44 2005`, `… 10:31:02 UTC 2026`. */
  private yearBehind(at: number): boolean {
    if (this.bytes[at] !== SPACE) return false;
    let year = 0;
    for (let i = 1; i <= 4; i++) {
      const digit = digitAt(this.bytes, at + i);
      if (digit > 9) return false;
      year = year * 10 + digit;
    }
    const next = this.bytes[at + 5];
    if (year < 1970 || year >= 2200 || isDigit(next) || isLetter(next) || next === COLON || next === DOT) return false;
    this.date.year = year;
    this.at = at + 5;
    return true;
  }

  private utcOf(year: number, offset: number | undefined): number {
    const { month, day, clock } = this.date;
    const civil = daysFromCivil(year, month, day) * DAY_S + clock;
    return offset === undefined ? this.zone.toUtc(civil, this.last) : civil - offset;
  }

  /**
   * The year of a date written without one: the latest that does not lie after the file's last change, or after now
   * where that is not known; going on from the time before when the year turns.
   */
  private yearOf(): number {
    const { year, month, day } = this.date;
    if (year !== 0) return year;
    const base = (this.modifiedMs ?? this.nowMs) / 1000 + DAY_S;
    let guess = new Date(base * 1000).getUTCFullYear();
    const isLeapDay = month === 2 && day === 29;
    while (this.utcOf(guess, 0) > base + DAY_S / 2 || (isLeapDay && !isLeapYear(guess))) guess--;
    const isNewYear = this.last - this.utcOf(guess, 0) > HALF_YEAR_S;
    return isNewYear && this.utcOf(guess + 1, 0) <= this.nowMs / 1000 + DAY_S && !isLeapDay ? guess + 1 : guess;
  }

  /** Date of a clock that has none: the latest day on which it does not lie after the file's last change or now. */
  private withDate(offset: number | undefined): number {
    const base = (this.modifiedMs ?? this.nowMs) / 1000;
    const shift = offset ?? base - this.zone.toUtc(base, Number.NaN);
    const today = Math.floor((base + shift) / DAY_S) * DAY_S;
    const at = (civil: number) => (offset === undefined ? this.zone.toUtc(civil, this.last) : civil - offset);
    const guess = at(today + this.date.clock);
    let seconds = guess > base + 3600 ? guess - DAY_S : guess;
    // Past midnight: the clock jumped back by most of a day.
    while (this.last - seconds > DAY_S / 2 && seconds + DAY_S <= this.nowMs / 1000 + 3600) seconds += DAY_S;
    return seconds;
  }
}
