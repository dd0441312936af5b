import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';
import { wholeNumber } from './search.ts';

interface AgentCommandOptions {
  rules?: string;
  sink?: string;
  state?: string;
  label: string[];
  allow?: string[];
  metrics?: string;
  once?: boolean;
}

/** `crosstail agent`: follows the files that rules name. */
export function register(program: Command): void {
  program
    .command('agent')
    .description('follow the files that rules name and hand their events on')
    .option('--rules <FILE>', 'file of rules, watched (default: the rules of the workspace)')
    .option('--zookeeper <HOSTS>', 'rules from there, and this agent shown among the hosts')
    .option(
      '--sink <SINK>',
      'stdout, store:DIR, kafka:BROKERS, or kafka: that of the profile (default: kafka, else stdout)',
    )
    .option('--state <DIR>', 'folder of the checkpoints')
    .option('--label <K=V...>', 'labels that rules select hosts by', [])
    .option('--allow <DIR...>', 'folders it may read under (default: all); no rule widens them')
    .option('--metrics <PORT>', 'Prometheus endpoint on this port of 127.0.0.1')
    .option('--once', 'read what is there to the end and stop')
    .action(action(run));
}

async function run(context: CommandContext, options: AgentCommandOptions): Promise<void> {
  const [{ runAgent }, { chooseWorkspace }] = await Promise.all([
    import('../../host/agents/run-agent.ts'),
    import('../../host/workspaces/workspace-choice.ts'),
  ]);
  const { rules, state } = options;
  const { host, workspace } = context.options;
  const choice = await chooseWorkspace(context.options);
  const { zookeeper, kafka } = choice.kind === 'cluster' ? choice.settings : {};
  const report = await runAgent({
    sink: options.sink ?? (kafka === undefined ? 'stdout' : 'kafka'),
    ...(zookeeper === undefined ? {} : { zookeeper }),
    ...(kafka === undefined ? {} : { kafka }),
    labels: labelsOf(options.label),
    ...(options.allow === undefined ? {} : { allow: options.allow }),
    once: options.once ?? false,
    signal: context.signal,
    ...(rules === undefined ? {} : { rules }),
    ...(state === undefined ? {} : { state }),
    ...(host === undefined ? {} : { host }),
    ...(workspace === undefined ? {} : { workspace }),
    ...(options.metrics === undefined ? {} : { metrics: wholeNumber(options.metrics, '--metrics', 1) }),
  });
  for (const { path, reason, fromOffset, toOffset } of report.losses)
    context.note(`${path}: bytes ${fromOffset} to ${toOffset} were not collected: ${reason}`);
  const refused = report.rules.filter((rule) => rule.state === 'refused');
  for (const { rule, error } of refused) context.note(`rule ${rule} was refused: ${error}`);
  if (options.once && (refused.length > 0 || report.lossesTotal > 0)) context.exitCode = EXIT.partly;
}

function labelsOf(texts: string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) throw new AppError('USAGE', `--label was given "${text}".`, { hint: 'Write --label role=web.' });
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
