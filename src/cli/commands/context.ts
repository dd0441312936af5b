import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { eventText, wantsColour } from '../print-event.ts';
import { wholeNumber } from './search.ts';

const SCOPES = ['file', 'host', 'service', 'all'] as const;

/** `crosstail context`: the lines around one event. */
export function register(program: Command): void {
  program
    .command('context <event-id>')
    .description('the lines around one event')
    .option('--before <N>', 'lines before it', '10')
    .option('--after <N>', 'lines after it', '10')
    .option('--scope <SCOPE>', SCOPES.join(', '), 'file')
    .action(action(run));
}

async function run(
  context: CommandContext,
  eventId: string,
  options: { before: string; after: string; scope: string },
): Promise<void> {
  const { openWorkspaceToRead } = await import('../../host/workspaces/open-workspace.ts');
  const scope = SCOPES.find((name) => name === options.scope);
  if (scope === undefined)
    throw new AppError('USAGE', `--scope was given "${options.scope}".`, {
      hint: `It is one of ${SCOPES.join(', ')}.`,
    });
  const before = wholeNumber(options.before, '--before');
  const after = wholeNumber(options.after, '--after');
  const { workspace } = await openWorkspaceToRead(context.options);
  try {
    const events = await workspace.store.context({ eventId, before, after, scope }, context.signal);
    const style = { colour: wantsColour(), serviceWidth: scope === 'all' || scope === 'host' ? 14 : 0 };
    for (const event of events) {
      if (context.options.json) await context.out(`${JSON.stringify(event)}\n`);
      else await context.out(`${event.crosstail?.hit ? '▶ ' : '  '}${eventText(event, style)}`);
    }
  } finally {
    await workspace.close();
  }
}
