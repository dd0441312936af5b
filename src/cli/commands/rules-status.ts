// Which host has applied what, waited for where that is wished: the end of every push, and `rules status`.
import { AppError } from '../../base/errors.ts';
import { parseDuration } from '../../base/time-text.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import { type Convergence, convergenceOf, judgeRollout, type ReportingHost } from '../../model/convergence.ts';
import type { RolloutTarget } from '../../model/rollout.ts';
import type { RuleSet } from '../../model/rule.ts';
import { quoteValue } from '../../query/complete-query.ts';
import type { CommandContext } from '../command-context.ts';
import { EXIT } from '../exit-codes.ts';

/** A line may be older than the push that it proves: a file is read on from where it was. */
const REACH_MS = 24 * 3_600_000;

export interface StatusOptions {
  /** How long hosts are waited for; 0 for how it is now. */
  waitMs: number;
  /** Waits for the end of a rollout that goes on by itself, however long that takes. */
  toTheEnd?: boolean;
}

/** How long `--wait` says, in ms; `0s` does not wait. Throws USAGE. */
export function waitMsOf(text: string): number {
  const waitMs = parseDuration(text);
  if (waitMs !== undefined) return waitMs;
  throw new AppError('USAGE', `--wait was given "${text}", which is not a duration.`, { hint: 'Write 30s or 2m.' });
}

type Host = ReportingHost & { lastSeenMs: number };

interface HostLine {
  host: string;
  wanted: number;
  applied: number;
  state: Convergence['state'];
  error: string | null;
  ageMs: number;
  /** Time of the first stored event of the host that carries the revision: proof that its rules work. */
  firstRecord: string | null;
}

/** Prints where the hosts stand; the exit code tells whether all of them have applied what they should. */
export async function printStatus(
  context: CommandContext,
  client: ConsoleClient,
  options: StatusOptions,
): Promise<void> {
  const { set, hosts } = await settled(context, client, options);
  const lastSeen = new Map(hosts.map(({ host, lastSeenMs }) => [host, lastSeenMs]));
  const lines: HostLine[] = [];
  for (const { host, wanted, applied, state, error } of standing(hosts, set)) {
    const firstRecord = state === 'waiting' ? null : await firstRecordOf(context, client, host, wanted);
    const ageMs = Date.now() - (lastSeen.get(host) ?? 0);
    lines.push({ host, wanted, applied, state, error: error ?? null, ageMs, firstRecord });
  }
  const isStopped = set.rollout?.state === 'stopped';
  if (isStopped || lines.some(({ state }) => state === 'refused' || state === 'waiting'))
    context.exitCode = EXIT.failed;
  if (context.options.json) {
    const rollout = set.rollout === undefined ? undefined : { ...set.rollout, stable: set.rollout.stable.revision };
    await context.out(`${JSON.stringify({ revision: set.revision, hosts: lines, rollout })}\n`);
  } else for (const line of lines) await context.out(lineText(line));
  if (set.rollout !== undefined) context.note(rolloutText(set));
}

/** Hosts that are there; one that no rule is for has nothing to do, and has applied that. */
function standing(hosts: readonly Host[], set: RuleSet): Convergence[] {
  return convergenceOf(
    hosts.filter(({ present }) => present),
    set,
  ).map((line) => (line.state === 'not-affected' ? { ...line, state: 'applied' } : line));
}

/** The set and the hosts as soon as nothing is waited for any more, or when the time is over. */
async function settled(
  context: CommandContext,
  client: ConsoleClient,
  { waitMs, toTheEnd = false }: StatusOptions,
): Promise<{ set: RuleSet; hosts: readonly Host[] }> {
  const { kind } = await client['workspace.describe']({});
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const untilMs = Date.now() + waitMs;
  let set: RuleSet | undefined;
  let hosts: readonly Host[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const look = () => {
        if (set === undefined || hosts === undefined) return;
        const isLate = Date.now() >= untilMs && !(toTheEnd && set.rollout?.state === 'running');
        // The agent of an embedded workspace that was just opened has not said anything yet.
        const isEmpty = kind === 'embedded' && hosts.length === 0;
        if (isLate || (!isEmpty && isSettled(set, hosts, toTheEnd))) resolve({ set, hosts });
      };
      const follow = async <T>(items: AsyncIterable<T>, take: (item: T) => void) => {
        for await (const item of items) {
          take(item);
          look();
        }
      };
      follow(client['rules.watch']({}, { signal }), (item) => {
        set = item.set;
      }).catch(reject);
      follow(client['hosts.watch']({}, { signal }), (item) => {
        hosts = item.hosts;
      }).catch(reject);
      timer = setTimeout(look, waitMs);
    });
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

function isSettled(set: RuleSet, hosts: readonly Host[], toTheEnd: boolean): boolean {
  if (standing(hosts, set).some(({ state }) => state === 'waiting')) return false;
  if (set.rollout?.state !== 'running') return true;
  // What is to be stopped is stopped in a moment; it must not end before.
  return !toTheEnd && judgeRollout(hosts, set).type !== 'stop';
}

async function firstRecordOf(
  context: CommandContext,
  client: ConsoleClient,
  host: string,
  revision: number,
): Promise<string | null> {
  const query = `crosstail.revision:${revision} AND host:${quoteValue(host)}`;
  const range = { fromMs: Date.now() - REACH_MS };
  const options = { signal: context.signal };
  try {
    for await (const { events } of client['search.find']({ query, range, order: 'oldest', limit: 1 }, options))
      if (events[0] !== undefined) return events[0]['@timestamp'];
  } catch (error) {
    // A store that is away says nothing about rules.
    context.note(`the first record of ${host} cannot be looked for: ${String(error)}`);
  }
  return null;
}

function lineText({ host, wanted, applied, state, error, firstRecord }: HostLine): string {
  const proof = firstRecord === null ? '' : `, first record ${firstRecord}`;
  return `${host.padEnd(20)} wanted ${wanted}  applied ${applied}  ${state}${error === null ? '' : `: ${error}`}${proof}\n`;
}

function rolloutText({ revision, rollout }: RuleSet): string {
  if (rollout === undefined) return '';
  const where = `revision ${revision} holds on ${targetText(rollout.target)}, elsewhere ${rollout.stable.revision}`;
  const why = rollout.reason === undefined ? '' : ` by ${rollout.reason}`;
  return `${where}; ${rollout.state}${why}. Go on with "crosstail rules advance", back with "crosstail rules rollback".`;
}

function targetText(target: RolloutTarget): string {
  return 'hosts' in target ? target.hosts.join(', ') : `${target.percent} % of the hosts`;
}
