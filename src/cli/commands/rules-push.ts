// `crosstail rules push`, and what becomes of it: on to more hosts, held, back.
import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { requireDuration } from '../../base/time-text.ts';
import type { Answer, ConsoleClient } from '../../contract/contract.ts';
import { nextTarget, type RolloutPlan, type RolloutTarget } from '../../model/rollout.ts';
import type { RuleSet } from '../../model/rule.ts';
import { ruleRefusal } from '../../model/rule-refusal.ts';
import { action, type CommandContext } from '../command-context.ts';
import { readRules, withClient } from './rules-file.ts';
import { printStatus, waitMsOf } from './rules-status.ts';
import { wholeNumber } from './search.ts';

const CANARY = 'try it there first: name patterns with commas, or a share such as 10%';
const WAIT = 'wait so long for every host to apply it';

/** The verbs that change what is published. */
export function registerPush(rules: Command): void {
  rules
    .command('push <file>')
    .description('publish a file of rules; fails when a host refuses it')
    .option('--note <N>', 'why', '')
    .option('--expect <REV>', 'only when this revision is the published one')
    .option('--canary <HOSTS|N%>', CANARY)
    .option(
      '--auto <DURATION>',
      'with --canary: go on by itself after so long without an error, and stay until the end',
    )
    .option('--wait <DURATION>', WAIT, '30s')
    .action(action(withClient(push)));
  rules
    .command('advance')
    .description('the revision that is tried goes to the next stage: three times the share, else every host')
    .option('--canary <HOSTS|N%>', 'to these hosts only')
    .option('--all', 'to every host at once')
    .option('--wait <DURATION>', WAIT, '30s')
    .action(action(withClient(advance)));
  for (const step of ['pause', 'resume'] as const)
    rules
      .command(step)
      .description(step === 'pause' ? 'hold the revision that is tried where it is' : 'let it go on')
      .action(action(withClient((context, client) => hold(context, client, step))));
  rules
    .command('rollback [revision]')
    .description('publish an earlier revision again, on every host (default: the one before)')
    .option('--note <N>', 'why')
    .option('--wait <DURATION>', WAIT, '30s')
    .action(action(withClient(rollback)));
}

interface PushOptions {
  note: string;
  expect?: string;
  canary?: string;
  auto?: string;
  wait: string;
}

async function push(context: CommandContext, client: ConsoleClient, file: string, options: PushOptions): Promise<void> {
  const { note, expect, wait } = options;
  const waitMs = waitMsOf(wait);
  const canary = planOf(options);
  const { text, problems } = await readRules(file);
  // Said here already: a text too long to be sent has a rule that is.
  const refusal = ruleRefusal(problems);
  if (refusal !== undefined) throw refusal;
  const { set } = await client['rules.read']({});
  const expectRevision = expect === undefined ? set.revision : wholeNumber(expect, '--expect');
  const request = { text, note, expectRevision, ...(canary === undefined ? {} : { canary }) };
  notePublished(context, await client['rules.publish'](request, context.signal));
  await printStatus(context, client, { waitMs, toTheEnd: canary?.restMs !== undefined });
}

function planOf({ canary, auto }: PushOptions): RolloutPlan | undefined {
  if (canary !== undefined)
    return { target: parseTarget(canary), ...(auto === undefined ? {} : { restMs: requireDuration(auto, '--auto') }) };
  if (auto === undefined) return undefined;
  throw new AppError('USAGE', '--auto was given without --canary.', { hint: 'Say where to begin: --canary 10%.' });
}

/** Name patterns with commas between them, or a share such as `10%`. Throws USAGE. */
function parseTarget(text: string): RolloutTarget {
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  if (share === null) {
    const hosts = text.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
    if (hosts.length > 0) return { hosts };
  } else if (Number(share[1]) > 0 && Number(share[1]) < 100) return { percent: Number(share[1]) };
  throw new AppError('USAGE', `--canary was given "${text}".`, {
    hint: 'Write host names with commas, such as web-1,web-2, or a share between 0% and 100%.',
  });
}

async function advance(
  context: CommandContext,
  client: ConsoleClient,
  options: { canary?: string; all?: boolean; wait: string },
): Promise<void> {
  const waitMs = waitMsOf(options.wait);
  const { set } = await client['rules.read']({});
  const { target: before } = rolloutOf(set);
  const given = options.canary === undefined ? nextTarget(before) : parseTarget(options.canary);
  const target = options.all ? undefined : given;
  await steer(client, set.revision, { type: 'advance', ...(target === undefined ? {} : { target }) });
  await printStatus(context, client, { waitMs });
}

async function hold(context: CommandContext, client: ConsoleClient, type: 'pause' | 'resume'): Promise<void> {
  const { set } = await client['rules.read']({});
  rolloutOf(set);
  await steer(client, set.revision, { type });
  await printStatus(context, client, { waitMs: 0 });
}

async function rollback(
  context: CommandContext,
  client: ConsoleClient,
  given: string | undefined,
  options: { note?: string; wait: string },
): Promise<void> {
  const waitMs = waitMsOf(options.wait);
  const { set } = await client['rules.read']({});
  const before = set.rollout?.stable.revision ?? set.revision - 1;
  const revision = given === undefined ? before : wholeNumber(given, 'the revision');
  const note = options.note ?? `Back to revision ${revision}`;
  const request = { revision, note, expectRevision: set.revision };
  notePublished(context, await client['rules.rollback'](request, context.signal));
  await printStatus(context, client, { waitMs });
}

function rolloutOf({ revision, rollout }: RuleSet) {
  if (rollout !== undefined) return rollout;
  throw new AppError('NOT_FOUND', `Revision ${revision} holds on every host already: there is nothing to go on with.`, {
    hint: 'A push with --canary begins on some hosts only.',
  });
}

async function steer(
  client: ConsoleClient,
  revision: number,
  step: Parameters<ConsoleClient['rules.steer']>[0]['step'],
): Promise<void> {
  const { steered } = await client['rules.steer']({ revision, step });
  if (steered) return;
  throw new AppError('RULE_CONFLICT', `Revision ${revision} is not the one that is tried any more.`, {
    hint: 'crosstail rules status shows what holds now.',
  });
}

function notePublished(context: CommandContext, result: Answer<'rules.publish'>): void {
  if (result.type === 'published') {
    context.note(`published revision ${result.revision}`);
    return;
  }
  throw new AppError(
    'RULE_CONFLICT',
    `Revision ${result.current.revision} was published meanwhile; nothing was written.`,
    {
      hint: 'See rules diff, then push again.',
    },
  );
}
