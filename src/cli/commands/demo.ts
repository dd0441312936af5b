import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import { SAMPLE_FAULTS } from '../../contract/schemas.ts';
import { action, type CommandContext } from '../command-context.ts';

/** `crosstail demo`: runs the sample shop into the workspace until interrupted. */
export function register(program: Command): void {
  program
    .command('demo')
    .description('run the sample shop into the workspace until interrupted')
    .option('--fault <NAME>', SAMPLE_FAULTS.join(', '))
    .action(action(run));
}

async function run(context: CommandContext, options: { fault?: string }): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const fault = options.fault === undefined ? undefined : SAMPLE_FAULTS.find((name) => name === options.fault);
  if (options.fault !== undefined && fault === undefined) {
    throw new AppError('USAGE', `--fault was given "${options.fault}".`, {
      hint: `It is one of ${SAMPLE_FAULTS.join(', ')}.`,
    });
  }
  const opened = await openConsoleClient(context.options);
  try {
    const { sample } = await opened.client['workspace.describe']({});
    const state = sample.running ? sample : await start(opened.client, context);
    if (context.options.json) await context.out(`${JSON.stringify({ pid: process.pid, logs: state.logs })}\n`);
    else
      await context.out(`The sample shop runs (${state.mode}); it writes ${state.logs.join(', ')}. Ctrl-C stops it.\n`);
    if (fault !== undefined) {
      await opened.client['sample.inject']({ fault }, context.signal);
      context.note(`${fault} is injected`);
    }
    await interrupted(context.signal);
    // A console that ran it before we came goes on with it.
    if (!sample.running) await opened.client['sample.run']({ running: false });
  } finally {
    await opened.close();
  }
}

async function start(client: ConsoleClient, context: CommandContext) {
  context.note('starting the sample shop…');
  const state = await client['sample.run']({ running: true }, context.signal);
  if (state.reason !== null) context.note(`a recorded run is replayed: ${state.reason}`);
  return state;
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
