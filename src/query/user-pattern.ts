// Patterns that users write. Admission is by RE2 syntax (no look-around, no back-reference), so that a pattern means
// the same on every back end, and by its shape: a pattern that could take for ever is refused. Matching is by V8.
import { RE2JS } from 're2js';
import { ambiguousPart } from './pattern-ambiguity.ts';

export const MAX_PATTERN_LENGTH = 1_000;
/** V8 may need quadratic time for a pattern that is admitted: texts above this length go to the linear engine. */
export const MAX_FAST_TEXT = 4_096;
/** Each repeat may multiply the time by the length of the text; two of them still do on texts of that length. */
const MOST_REPEATS = 3;

/** Why a pattern is not admitted; undefined when it is. */
export function checkPattern(source: string): string | undefined {
  if (source.length > MAX_PATTERN_LENGTH)
    return `it is ${source.length} characters long, at most ${MAX_PATTERN_LENGTH} are taken`;
  try {
    RE2JS.compile(source);
    new RegExp(source, 'su');
    const part = ambiguousPart(source);
    return part === undefined
      ? undefined
      : `its part ${part} can read the same text in many ways, which may take for ever: leave one of its repeats out`;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : String(error);
  }
}

/** A pattern admitted by `checkPattern`, ready to run. `.` matches line breaks too: an event may have several lines. */
export function compilePattern(source: string, ignoreCase: boolean): RegExp {
  return new RegExp(source, ignoreCase ? 'sui' : `s${unicodeFlag(source)}`);
}

/**
 * `u` where a pattern means something else without it, else nothing: V8 leaves a text on which a pattern goes back too
 * often to its linear engine (src/host/linear-patterns.ts), but not with that flag.
 */
export function unicodeFlag(source: string): 'u' | '' {
  if (/\\[pP]|\\u\{|[\u{10000}-\u{10ffff}]/u.test(source)) return 'u';
  for (const [token] of source.matchAll(UNITS)) {
    // One of almost any character is half of an emoji without the flag; any number of them is the same either way.
    const unit = token.replace(REPEATED, '');
    if (unit === token && isWide(unit)) return 'u';
  }
  return '';
}

const UNITS = /(?:\\.|\[(?:[^\]\\]|\\.)*\]|.)[*+]?/gsu;
const REPEATED = /(?<=.)[*+]$/su;

function isWide(unit: string): boolean {
  return unit === '.' || unit.startsWith('[^') || /\\[WDS]/.test(unit);
}

/** Whether a pattern may need more than quadratic time where V8 cannot fall back: then another engine runs it. */
export function needsLinearEngine(source: string, { unicode, ignoreCase }: RegExp): boolean {
  if (!unicode && !ignoreCase) return false;
  const repeats = [...source.matchAll(UNITS)].filter(([token]) => token !== '+' && REPEATED.test(token));
  return repeats.length >= MOST_REPEATS;
}

/** The test of an admitted pattern, in time that grows with the text and not faster. */
export function compileTest(source: string, ignoreCase: boolean): (text: string) => boolean {
  const fast = compilePattern(source, ignoreCase);
  if (!fast.unicode && !ignoreCase) return (text) => fast.test(text);
  const isSlow = needsLinearEngine(source, fast);
  let linear: RE2JS | undefined;
  return (text) => {
    if (!isSlow && text.length <= MAX_FAST_TEXT) return fast.test(text);
    linear ??= RE2JS.compile(source, RE2JS.DOTALL | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
    return linear.matcher(text).find();
  };
}
