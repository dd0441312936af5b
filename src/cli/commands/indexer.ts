import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { addPipelineOptions } from '../server-options.ts';

interface IndexerOptions {
  setup?: boolean;
  retention?: string;
  once?: boolean;
}

/** `crosstail indexer`: Kafka → Elasticsearch. */
export function register(program: Command): void {
  addPipelineOptions(program.command('indexer').description('store what Kafka carries in Elasticsearch'))
    .option('--setup', 'install how events are indexed and how long they are kept, and stop')
    .option('--retention <DAYS>', 'with --setup: days that are kept, as in 30d (default: all)')
    .option('--once', 'store what is there now and stop')
    .action(action(run));
}

async function run(context: CommandContext, options: IndexerOptions): Promise<void> {
  const [{ runIndexer, setUpIndex }, { requirePipeline }, { chooseCluster }] = await Promise.all([
    import('../../host/workspaces/run-indexer.ts'),
    import('../../host/workspaces/cluster-pipeline.ts'),
    import('../../host/workspaces/workspace-choice.ts'),
  ]);
  const settings = requirePipeline(await chooseCluster(context.options));
  if (options.setup) {
    const days = options.retention === undefined ? {} : { retentionDays: daysOf(options.retention) };
    const { template, retentionBy } = await setUpIndex({ ...settings, ...days }, context.signal);
    if (context.options.json) await context.out(`${JSON.stringify({ template, retentionBy: retentionBy ?? null })}\n`);
    else await context.out(`${setupText(template, retentionBy)}\n`);
    return;
  }
  context.note('Storing. Stop with Ctrl-C.');
  const counters = await runIndexer({ ...settings, once: options.once ?? false, signal: context.signal });
  await context.out(`${JSON.stringify(counters)}\n`);
  if (counters.deadLetters > 0 || counters.missed > 0) context.exitCode = EXIT.partly;
  if (counters.deadLetters > 0)
    context.note(`${counters.deadLetters} records were put aside: crosstail dead-letters list`);
}

function setupText(template: string, retentionBy: 'server' | 'indexer' | undefined): string {
  const kept = {
    server: 'old days are removed by Elasticsearch',
    indexer: 'old days are removed by running indexers: this Elasticsearch does not do it itself',
    none: 'nothing is ever removed; --retention 30d would',
  }[retentionBy ?? 'none'];
  return `Template ${template} is installed; ${kept}.`;
}

function daysOf(text: string): number {
  const days = Number(/^(\d{1,5})d?$/.exec(text)?.[1] ?? 0);
  if (days > 0) return days;
  throw new AppError('USAGE', `--retention was given "${text}".`, { hint: 'Write a number of days, as in 30d.' });
}
