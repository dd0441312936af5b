import v8 from 'node:v8';

/**
 * From now on V8 goes on in linear time where a regular expression goes back too often on a text (more than 50,000
 * times), instead of standing still: users' patterns run on whatever stands in logs. It holds for the whole process and
 * for expressions without the flags u, i and d. To be called before the first of them runs.
 */
export function keepPatternsLinear(): void {
  v8.setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');
}
