// Reads date and clock of a timestamp up to the second, in any of the forms programs commonly write.
// docs/formats.md lists them. Nothing is resolved here: year, month and day are 0 where the text has none.
import { digitAt, isDigit, isLetter } from '../byte-class.ts';
import { isDate } from './civil-time.ts';

const MONTHS = 'janfebmaraprmayjunjulaugsepoctnovdec';
const WEEKDAYS = 'sunmontuewedthufrisat';
const SLASH = 47;
const DOT = 46;
const COMMA = 44;
const DASH = 45;
const COLON = 58;
const SPACE = 32;
const UNDERSCORE = 95;
const UPPER_T = 84;
const BAR = 124;
const UPPER_A = 65;
const UPPER_M = 77;
const UPPER_P = 80;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;

export class DateScanner {
  year = 0;
  month = 0;
  day = 0;
  /** Seconds since midnight. */
  clock = 0;
  /** `Nov 24 10:31:02`: the year may stand behind the clock. */
  mayHaveYearBehind = false;
  /** Position behind the second. */
  at = 0;

  private bytes: Uint8Array = new Uint8Array(0);

  /** True when a date with a clock, or a clock alone, starts at `from`. */
  scan(bytes: Uint8Array, from: number): boolean {
    this.bytes = bytes;
    this.at = from;
    this.year = 0;
    this.month = 0;
    this.day = 0;
    this.mayHaveYearBehind = false;
    if (isDigit(bytes[from])) return this.fromDigit();
    return isLetter(bytes[from]) && this.fromName();
  }

  private fromDigit(): boolean {
    const start = this.at;
    let run = 1;
    while (run < 16 && isDigit(this.bytes[start + run])) run++;
    const next = this.bytes[start + run]!;
    switch (run) {
      case 14:
        return this.compactDate(4) && this.compactClock();
      case 8:
        return this.compactDate(4) && this.gap() && (this.anyClock() || this.compactClock());
      case 6:
        return next === SPACE && this.compactDate(2) && this.blanks() && (this.anyClock() || this.compactClock());
      case 4:
        if (next === SLASH && isDigit(this.bytes[start + 7])) return this.monthDayClock();
        if (next === DASH || next === SLASH || next === DOT) return this.yearFirst(next);
        if (next !== SPACE) return false;
        return isLetter(this.bytes[start + 5]) ? this.yearThenName() : this.monthDayClock();
      case 1:
      case 2:
        return next === COLON ? this.anyClock() : this.dayOrMonthFirst(run, next);
      default:
        return false;
    }
  }

  private compactDate(yearDigits: number): boolean {
    const at = this.at;
    const year = this.fixed(at, yearDigits) + (yearDigits === 2 ? 2000 : 0);
    this.at = at + yearDigits + 4;
    return this.setDate(year, this.fixed(at + yearDigits, 2), this.fixed(at + yearDigits + 2, 2));
  }

  private yearFirst(separator: number): boolean {
    const year = this.fixed(this.at, 4);
    this.at += 5;
    const month = this.run(2);
    if (this.bytes[this.at++] !== separator) return false;
    const day = this.run(2);
    return this.setDate(year, month, day) && this.gap() && this.anyClock();
  }

  /** `2026 Nov 24 10:31:02`. */
  private yearThenName(): boolean {
    const year = this.run(4);
    this.at++;
    const month = this.name(MONTHS);
    if (month === 0 || !this.blanks()) return false;
    const day = this.run(2);
    return this.setDate(year, month, day) && this.blanks() && this.anyClock();
  }

  /** `1124 10:31:02`, as glog writes it behind the level letter, and `1124/103102` of Chromium. */
  private monthDayClock(): boolean {
    const at = this.at;
    this.at += 4;
    if (!this.setDate(0, this.fixed(at, 2), this.fixed(at + 2, 2))) return false;
    if (this.bytes[this.at] !== SLASH) return this.blanks() && this.anyClock();
    this.at++;
    return this.compactClock();
  }

  private dayOrMonthFirst(length: number, separator: number): boolean {
    if (separator !== SLASH && separator !== DASH && separator !== DOT && separator !== SPACE) return false;
    const first = this.run(length);
    this.at++;
    if (isLetter(this.bytes[this.at])) return this.dayThenName(first, separator);
    if (separator === SPACE) return false;
    const second = this.run(2);
    if (this.bytes[this.at] !== separator) {
      // 03-17 16:13:38, 10.30 16:49:06; the day first where the month is impossible.
      const isSet = this.setDate(0, first, second) || this.setDate(0, second, first);
      return isSet && (this.bar() || this.blanks()) && this.anyClock();
    }
    this.at++;
    const start = this.at;
    const third = this.run(4);
    return this.threeNumbers(first, second, third, this.at - start, separator) && this.gap() && this.anyClock();
  }

  private threeNumbers(first: number, second: number, third: number, length: number, separator: number): boolean {
    // 17/06/09 is log4j's year first; where that is impossible the year is last, as in 03/27/17.
    if (length === 2 && this.setDate(2000 + first, second, third)) return true;
    if (length !== 2 && length !== 4) return false;
    const year = length === 2 ? 2000 + third : third;
    // 03/17/2026 has the month first unless that is impossible; 03.04.2026 and 03-04-2026 have the day first.
    const monthFirst = this.setDate(year, first, second);
    if (monthFirst && separator === SLASH) return true;
    return this.setDate(year, second, first) || (monthFirst && this.setDate(year, first, second));
  }

  /** `10/Oct/2000:13:55:36`, `24 Nov 2026 10:31:02`, `24-Nov-2026 10:31:02`, `24 Nov 10:31:02`. */
  private dayThenName(day: number, separator: number): boolean {
    const month = this.name(MONTHS);
    if (month === 0 || this.bytes[this.at++] !== separator) return false;
    const start = this.at;
    const year = this.run(4);
    if (this.at - start === 4) {
      if (!this.setDate(year, month, day)) return false;
      if (this.bytes[this.at] === COLON && this.bytes[this.at + 1] !== COLON) this.at++;
      else if (!this.gap()) return false;
      return this.anyClock();
    }
    this.at = start;
    return separator === SPACE && this.setDate(0, month, day) && this.anyClock();
  }

  private fromName(): boolean {
    if (this.name(WEEKDAYS) > 0) {
      if (this.bytes[this.at] === COMMA) this.at++;
      if (!this.blanks()) return false;
      if (isDigit(this.bytes[this.at])) {
        const day = this.run(2);
        const separator = this.bytes[this.at++]!;
        return (separator === SPACE || separator === DASH) && this.dayThenName(day, separator);
      }
    }
    const month = this.name(MONTHS);
    if (month === 0 || !this.blanks()) return false;
    const day = this.run(2);
    if (this.bytes[this.at] === COMMA) this.at++;
    if (!this.blanks()) return false;
    const start = this.at;
    const year = this.run(4);
    if (this.at - start === 4 && this.bytes[this.at] === SPACE) {
      return this.setDate(year, month, day) && this.blanks() && this.anyClock();
    }
    this.at = start;
    this.mayHaveYearBehind = true;
    return this.setDate(0, month, day) && this.anyClock();
  }

  private setDate(year: number, month: number, day: number): boolean {
    if (year !== 0 && !(year >= 1970 && year < 2200)) return false;
    if (!isDate(year === 0 ? 2000 : year, month, day)) return false;
    this.year = year;
    this.month = month;
    this.day = day;
    return true;
  }

  /** Between date and clock: blanks, T, dash, underscore, a comma with a blank, `::`, ` -- ` or `][`. */
  private gap(): boolean {
    const byte = this.bytes[this.at];
    if (
      (byte === COLON || byte === CLOSE_BRACKET) &&
      this.bytes[this.at + 1] === (byte === COLON ? COLON : OPEN_BRACKET)
    ) {
      this.at += 2;
      return true;
    }
    if (byte === SPACE && this.bytes[this.at + 1] === DASH) return this.dashes();
    if (byte === UPPER_T || byte === DASH || byte === UNDERSCORE) {
      this.at++;
      return true;
    }
    if (byte === COMMA) this.at++;
    return this.blanks();
  }

  /** `11-24|10:31:02`. */
  private bar(): boolean {
    if (this.bytes[this.at] !== BAR) return false;
    this.at++;
    return true;
  }

  private dashes(): boolean {
    this.at++;
    while (this.bytes[this.at] === DASH) this.at++;
    return this.blanks();
  }

  private blanks(): boolean {
    if (this.bytes[this.at] !== SPACE) return false;
    while (this.bytes[this.at] === SPACE) this.at++;
    return true;
  }

  /** `10:31:02`, `0:1:2`, `15.42.50`, `3:04PM`. */
  private anyClock(): boolean {
    const start = this.at;
    const hour = this.run(2);
    const separator = this.bytes[this.at++];
    if (separator !== COLON && separator !== DOT) return this.fail(start);
    const minute = this.run(2);
    const isShort = separator === COLON && this.bytes[this.at] !== separator && this.isHalfDay();
    if (!isShort && this.bytes[this.at++] !== separator) return this.fail(start);
    const second = isShort ? 0 : this.run(2);
    if (!(hour < 24 && minute < 60 && second <= 60) || isDigit(this.bytes[this.at])) return this.fail(start);
    this.clock = hour * 3600 + minute * 60 + second;
    return true;
  }

  /** AM or PM, touching the minutes. */
  private isHalfDay(): boolean {
    const { bytes, at } = this;
    return (bytes[at] === UPPER_A || bytes[at] === UPPER_P) && bytes[at + 1] === UPPER_M && !isLetter(bytes[at + 2]);
  }

  private compactClock(): boolean {
    const at = this.at;
    const [hour, minute, second] = [this.fixed(at, 2), this.fixed(at + 2, 2), this.fixed(at + 4, 2)];
    if (!(hour < 24 && minute < 60 && second <= 60) || isDigit(this.bytes[at + 6])) return false;
    this.clock = hour * 3600 + minute * 60 + second;
    this.at = at + 6;
    return true;
  }

  private fail(start: number): boolean {
    this.at = start;
    return false;
  }

  /** Number of exactly `length` digits; NaN when one is none. */
  private fixed(from: number, length: number): number {
    let value = 0;
    for (let i = from; i < from + length; i++) {
      const digit = digitAt(this.bytes, i);
      if (digit > 9) return Number.NaN;
      value = value * 10 + digit;
    }
    return value;
  }

  /** Number of one to `limit` digits, stepped over; NaN when there is none. */
  private run(limit: number): number {
    const start = this.at;
    let value = 0;
    while (this.at - start < limit) {
      const digit = digitAt(this.bytes, this.at);
      if (digit > 9) break;
      value = value * 10 + digit;
      this.at++;
    }
    return this.at === start ? Number.NaN : value;
  }

  /** 1 for the first of the three-letter names, …; 0 for none. A longer word (Sept, November) is none. */
  private name(names: string): number {
    const at = this.at;
    for (let i = 0; i < names.length; i += 3) {
      if ((this.bytes[at]! | 32) !== names.charCodeAt(i)) continue;
      if ((this.bytes[at + 1]! | 32) !== names.charCodeAt(i + 1)) continue;
      if ((this.bytes[at + 2]! | 32) !== names.charCodeAt(i + 2)) continue;
      if (isLetter(this.bytes[at + 3])) return 0;
      this.at = at + 3;
      return i / 3 + 1;
    }
    return 0;
  }
}
