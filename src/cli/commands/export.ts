import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { EXPORT_FORMATS, type ExportFormat, exportedEvent, exportHead } from '../../bundle/parts/event-export.ts';
import { parseQuery } from '../../query/parse-query.ts';
import { action, type CommandContext } from '../command-context.ts';
import { rangeOf } from './search.ts';

interface ExportOptions {
  from?: string;
  to?: string;
  format: string;
}

/** `crosstail export`: every matching event, oldest first, in a form for other programs. */
export function register(program: Command): void {
  program
    .command('export [query...]')
    .description(`every matching event on standard output, as ${EXPORT_FORMATS.join(', ')}`)
    .option('--from <T>', 'from this time on')
    .option('--to <T>', 'up to this time')
    .option('--format <NAME>', EXPORT_FORMATS.join(', '), 'ndjson')
    .action(action(run));
}

async function run(context: CommandContext, words: string[], options: ExportOptions): Promise<void> {
  const { openWorkspaceToRead } = await import('../../host/workspaces/open-workspace.ts');
  const format = EXPORT_FORMATS.find((each) => each === options.format);
  if (format === undefined) {
    throw new AppError('USAGE', `--format was given "${options.format}".`, {
      hint: `It is one of ${EXPORT_FORMATS.join(', ')}.`,
    });
  }
  const nowMs = Date.now();
  const request = {
    query: parseQuery(words.join(' '), nowMs),
    range: rangeOf(options, nowMs),
    order: 'oldest' as const,
  };
  const { workspace } = await openWorkspaceToRead(context.options);
  try {
    await context.out(exportHead(format));
    for await (const { events } of workspace.store.search(request, context.signal)) {
      await context.out(textOf(events, format));
    }
  } finally {
    await workspace.close();
  }
}

function textOf(events: Parameters<typeof exportedEvent>[0][], format: ExportFormat): string {
  return events.map((event) => exportedEvent(event, format)).join('');
}
