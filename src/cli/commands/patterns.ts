import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { harmless } from '../print-event.ts';
import { rangeOf } from './search.ts';

interface PatternsOptions {
  from?: string;
  to?: string;
  compareFrom?: string;
  compareTo?: string;
  file?: string;
  assign?: boolean;
}

/** `crosstail patterns`: templates with counts, of stored events or of a file. */
export function register(program: Command): void {
  program
    .command('patterns [query...]')
    .description('templates of log lines with counts; with a second window what is new, gone and changed')
    .option('--from <T>', 'from this time on')
    .option('--to <T>', 'up to this time')
    .option('--compare-from <T>', 'start of the window to compare with')
    .option('--compare-to <T>', 'end of the window to compare with')
    .option('--file <F>', 'lines of a file instead of stored events (.gz is unpacked, - is standard input)')
    .option('--assign', 'with --file: for each line its pattern')
    .action(action(run));
}

async function run(context: CommandContext, words: string[], options: PatternsOptions): Promise<void> {
  if (options.file !== undefined) {
    if (words.length > 0) {
      throw new AppError('USAGE', '`patterns --file` was given a query as well.', { hint: 'Give one of the two.' });
    }
    await ofFile(context, options.file, options.assign ?? false);
  } else if (options.assign) {
    throw new AppError('USAGE', '`--assign` was given without --file.', { hint: 'Name the file: --file F --assign.' });
  } else await ofStore(context, words.join(' '), options);
}

async function ofFile(context: CommandContext, file: string, isAssigned: boolean): Promise<void> {
  const { mineFile } = await import('../../host/workspaces/mine-file.ts');
  const mined = await mineFile(file, context.signal);
  const { json } = context.options;
  if (!isAssigned) {
    const patterns = mined.patterns();
    if (json) await context.out(`${jsonText({ patterns })}\n`);
    else for (const row of patterns) await context.out(`${String(row.count).padStart(8)}  ${harmless(row.template)}\n`);
    return;
  }
  let line = 0;
  let text = '';
  for (const { id, template } of mined.assign()) {
    line++;
    text += json ? `${jsonText({ line, id, template })}\n` : `${id}\t${harmless(template)}\n`;
    if (text.length < 65_536) continue;
    await context.out(text);
    text = '';
  }
  await context.out(text);
}

async function ofStore(context: CommandContext, query: string, options: PatternsOptions): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const nowMs = Date.now();
  const range = rangeOf(options, nowMs);
  const compare = rangeOf(
    {
      ...(options.compareFrom === undefined ? {} : { from: options.compareFrom }),
      ...(options.compareTo === undefined ? {} : { to: options.compareTo }),
    },
    nowMs,
    'compare-',
  );
  const opened = await openConsoleClient(context.options);
  try {
    const isCompared = options.compareFrom !== undefined || options.compareTo !== undefined;
    const input = { query, range, ...(isCompared ? { compare } : {}) };
    const { patterns } = await opened.client['patterns.mine'](input, context.signal);
    if (context.options.json) {
      await context.out(`${jsonText({ patterns })}\n`);
      return;
    }
    for (const { count, change, level, template } of patterns) {
      const mark = isCompared ? `${(change ?? '').padEnd(5)} ` : '';
      await context.out(`${String(count).padStart(8)}  ${mark}${(level ?? '').padEnd(7)} ${harmless(template)}\n`);
    }
  } finally {
    await opened.close();
  }
}

/** JSON on one line for every reader: some take U+2028 and its like for line ends. */
function jsonText(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
