import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import type { DeadLetter, DeadLetters } from '../../ports/pipeline.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { addPipelineOptions } from '../server-options.ts';
import { wholeNumber } from './search.ts';

const SHOWN = 160;

/** `crosstail dead-letters`: what could not be stored, and why. */
export function register(program: Command): void {
  const group = program.command('dead-letters').description('what could not be stored, and why');
  addPipelineOptions(group.command('list').description('records that were put aside, newest first'))
    .option('--limit <N>', 'most of them', '100')
    .action(
      action(async (context: CommandContext, options: { limit: string }) => {
        await withLetters(context, async (letters) => {
          const page = await letters.list(wholeNumber(options.limit, '--limit', 1), context.signal);
          if (context.options.json)
            await context.out(`${JSON.stringify({ deadLetters: page.letters, total: page.total })}\n`);
          else for (const letter of page.letters) await context.out(`${lineOf(letter)}\n`);
          if (page.total > page.letters.length) context.note(`${page.letters.length} of ${page.total}; see --limit.`);
        });
      }),
    );
  addPipelineOptions(group.command('show <ID>').description('one record with its reason and whole text')).action(
    action(async (context: CommandContext, id: string) => {
      await withLetters(context, async (letters) => {
        const letter = await letters.read(id, context.signal);
        await context.out(context.options.json ? `${JSON.stringify({ deadLetters: [letter] })}\n` : textOf(letter));
      });
    }),
  );
  addPipelineOptions(group.command('replay [ID...]').description('put records into their topics again'))
    .option('--all', 'all there are')
    .action(
      action(async (context: CommandContext, ids: string[], options: { all?: boolean }) => {
        if ((ids.length === 0) !== (options.all === true))
          throw new AppError('USAGE', 'Name the records to replay, or say --all.', {
            hint: 'crosstail dead-letters list shows the ids.',
          });
        await withLetters(context, async (letters) => {
          const chosen = options.all === true ? 'all' : ids.map((id) => ({ id }));
          await report(context, ids, await letters.replay(chosen, context.signal), 'replayed');
        });
      }),
    );
  addPipelineOptions(group.command('drop <ID...>').description('take records off the list')).action(
    action(async (context: CommandContext, ids: string[]) => {
      await withLetters(context, async (letters) =>
        report(context, ids, await letters.drop(ids, context.signal), 'dropped'),
      );
    }),
  );
}

async function withLetters({ options }: CommandContext, use: (letters: DeadLetters) => Promise<void>): Promise<void> {
  const [{ openPipeline, requirePipeline }, { chooseCluster }] = await Promise.all([
    import('../../host/workspaces/cluster-pipeline.ts'),
    import('../../host/workspaces/workspace-choice.ts'),
  ]);
  const pipeline = openPipeline(requirePipeline(await chooseCluster(options)));
  try {
    await use(pipeline.deadLetters);
  } finally {
    await pipeline.close();
  }
}

async function report(context: CommandContext, asked: string[], done: string[], what: string): Promise<void> {
  const missing = asked.filter((id) => !done.includes(id));
  if (context.options.json) await context.out(`${JSON.stringify({ [what]: done, incomplete: missing })}\n`);
  else await context.out(`${done.length} ${what}.\n`);
  for (const id of missing) context.note(`${id}: there is no such dead letter.`);
  if (missing.length > 0) context.exitCode = EXIT.partly;
}

function lineOf({ id, atMs, kind, reason, bytes }: DeadLetter): string {
  return `${new Date(atMs).toISOString()}  ${id}  ${bytes} B  ${kind}: ${reason.slice(0, SHOWN)}`;
}

function textOf({ id, atMs, kind, reason, bytes, text }: DeadLetter): string {
  return `${id}\nput aside ${new Date(atMs).toISOString()}, ${bytes} bytes\n${kind}: ${reason}\n\n${text}\n`;
}
