// Wrong usage told like every other error: one paragraph, or an envelope with --json, also where commander finds it.
import type { Command } from 'commander';
import { AppError } from '../base/errors.ts';

/** An error on stderr as the command line tells it: one paragraph, with `json` an envelope. */
export function tellError(error: AppError, json: boolean): void {
  const { code, message, hint } = error.toEnvelope();
  process.stderr.write(
    json
      ? `${JSON.stringify({ error: { code, message, hint: hint ?? '' } })}\n`
      : `crosstail: ${message}${hint === undefined ? '' : ` ${hint}`}\n`,
  );
}

/** Has commander tell what it finds wrong the same way. To be called before commands are registered: they inherit it. */
export function tellUsageErrors(program: Command): void {
  program.configureOutput({
    // Options are not parsed yet when commander gives up, so --json is looked for as it was typed.
    outputError: (text) => tellError(usageError(text), process.argv.includes('--json')),
  });
}

/** What commander wrote, `error: unknown option '--limt'` and `(Did you mean --limit?)` below it, as an error of ours. */
function usageError(text: string): AppError {
  const [first = '', ...more] = text.trim().split('\n');
  const sentence = first.replace(/^error: /, '').replace(/\.$/, '');
  const message = `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
  const guess = more.map((line) => line.replace(/^\((.*)\)$/, '$1'));
  return new AppError('USAGE', message, { hint: [...guess, 'crosstail help COMMAND says what it takes.'].join(' ') });
}
