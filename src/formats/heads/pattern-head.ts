// A rule's own pattern for the head of a line: its named groups become fields.
import { AppError } from '../../base/errors.ts';
import { checkPattern, unicodeFlag } from '../../query/user-pattern.ts';
import type { TimeScanner } from '../times/time-scanner.ts';
import { levelOfWord } from './level-word.ts';
import type { LineHead } from './line-head.ts';

const TIME_GROUPS = ['time', 'timestamp', 'ts', 'date', 'datetime'];
const BODY_GROUPS = ['message', 'msg', 'body', 'text'];
const LEVEL_GROUPS = ['level', 'severity', 'lvl'];
const NAMES: Readonly<Record<string, string>> = {
  logger: 'log.logger',
  thread: 'process.thread.name',
  pid: 'process.pid',
  tid: 'process.thread.id',
  file: 'log.origin.file.name',
  line: 'log.origin.file.line',
  function: 'log.origin.function',
  trace: 'trace.id',
  trace_id: 'trace.id',
  span: 'span.id',
  span_id: 'span.id',
};
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A user's pattern, compiled. Throws RULE_INVALID when it is not admitted (RE2 syntax, at most 1,000 characters). */
export function admitPattern(source: string, what: string): RegExp {
  const problem = checkPattern(source);
  if (problem === undefined) return new RegExp(source, unicodeFlag(source));
  throw new AppError('RULE_INVALID', `${what} "${source.slice(0, 80)}" cannot be used: ${problem}.`, {
    hint: 'Patterns are written in RE2 syntax: no look-around, no back-references.',
  });
}

export class PatternHead {
  private readonly pattern: RegExp;
  /** The same without places: only this one falls back to linear time on a line that would take for ever. */
  private readonly fits: RegExp;
  private readonly times: TimeScanner;

  constructor(source: string, times: TimeScanner) {
    this.fits = admitPattern(source, 'The format pattern');
    this.pattern = new RegExp(source, `d${this.fits.flags}`);
    this.times = times;
  }

  /** True when the line fits the pattern; `head` is filled then. */
  parse(bytes: Uint8Array, from: number, to: number, head: LineHead): boolean {
    const text = decoder.decode(bytes.subarray(from, to));
    const match = this.fits.test(text) ? this.pattern.exec(text) : null;
    if (match === null) return false;
    head.clear();
    head.format = 'pattern';
    const groups = match.groups ?? {};
    const bodyName = BODY_GROUPS.find((name) => groups[name] !== undefined);
    const bodyAt = bodyName === undefined ? 0 : match.indices!.groups![bodyName]![0];
    head.bodyAt = encoder.encode(text.slice(0, bodyAt)).length;
    const fields: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(groups)) {
      if (value === undefined || value === '' || name === bodyName) continue;
      if (TIME_GROUPS.includes(name) && this.time(value, head)) continue;
      if (LEVEL_GROUPS.includes(name) && head.level === 0) {
        head.level = levelOfWord(value);
        if (head.level > 0) continue;
      }
      set(fields, NAMES[name] ?? `labels.${name}`, value);
    }
    if (Object.keys(fields).length > 0) head.structured = fields;
    return true;
  }

  private time(value: string, head: LineHead): boolean {
    const { times } = this;
    const padded = encoder.encode(`${value}${'\0'.repeat(16)}`);
    const length = padded.length - 16;
    times.nextLine();
    if (times.scan(padded, 0, length) < 0 && times.scanEpoch(padded, 0, length) < 0) return false;
    head.hasTime = true;
    head.seconds = times.seconds;
    head.nanos = times.nanos;
    head.digits = times.digits;
    return true;
  }
}

function set(fields: Record<string, unknown>, name: string, value: string): void {
  const keys = name.split('.');
  let at = fields;
  for (const key of keys.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Record<string, unknown>;
  }
  const isNumber =
    (name.endsWith('.pid') || name.endsWith('.id') || name.endsWith('.line')) && /^\d{1,15}$/.test(value);
  at[keys.at(-1)!] = isNumber && !name.startsWith('trace') && !name.startsWith('span') ? Number(value) : value;
}
