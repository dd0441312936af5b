// Patterns that users write. Admission is by RE2 syntax (no look-around, no back-reference), so that a pattern means
// the same on every back end, and by its shape: a pattern that could take for ever is refused. Matching is by V8.
import { RE2JS } from 're2js';
import { ambiguousPart } from './pattern-ambiguity.ts';

export const MAX_PATTERN_LENGTH = 1_000;

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
  return new RegExp(source, ignoreCase ? 'sui' : 'su');
}
