import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { requireDuration, requireInstant } from '../../base/time-text.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { EventStore } from '../../ports/event-store.ts';
import { resolveField } from '../../query/fields.ts';
import { parseQuery } from '../../query/parse-query.ts';
import type { Query } from '../../query/query-ast.ts';
import { action, type CommandContext } from '../command-context.ts';
import { eventText, wantsColour } from '../print-event.ts';

interface SearchOptions {
  from?: string;
  to?: string;
  order: string;
  limit: string;
  all?: boolean;
  count?: boolean;
  histogram?: string;
  by?: string;
  values?: string;
  top: string;
}

/** `crosstail search`: events, or numbers about them. */
export function register(program: Command): void {
  program
    .command('search [query...]')
    .description('search stored events')
    .option('--from <T>', 'from this time on')
    .option('--to <T>', 'up to this time')
    .option('--order <ORDER>', 'newest or oldest first', 'newest')
    .option('--limit <N>', 'most events given', '200')
    .option('--all', 'every event, without a limit')
    .option('--count', 'only the number of events')
    .option('--histogram <WIDTH>', 'counts by time, e.g. 1m')
    .option('--by <FIELD>', 'split the histogram by a field')
    .option('--values <FIELD>', 'most frequent values of a field')
    .option('--top <N>', 'how many values', '20')
    .action(action(run));
}

async function run(context: CommandContext, words: string[], options: SearchOptions): Promise<void> {
  const { openWorkspaceToRead } = await import('../../host/workspaces/open-workspace.ts');
  const nowMs = Date.now();
  const query = parseQuery(words.join(' '), nowMs);
  const range = rangeOf(options, nowMs);
  const { workspace } = await openWorkspaceToRead(context.options);
  try {
    if (options.count) await printCount(context, workspace.store, query, range);
    else if (options.histogram !== undefined) await printHistogram(context, workspace.store, query, range, options);
    else if (options.values !== undefined) await printValues(context, workspace.store, query, range, options);
    else await printEvents(context, workspace.store, query, range, options);
  } finally {
    await workspace.close();
  }
}

/**
 * `--from` and `--to` as a range; open where they are not given. USAGE where it ends before it begins: nothing could be
 * found in it, and the answer would look like a quiet system. `prefix` is put before both names: `compare-`.
 */
export function rangeOf(options: { from?: string; to?: string }, nowMs: number, prefix = ''): TimeRange {
  const { from, to } = options;
  const range = {
    ...(from === undefined ? {} : { fromMs: requireInstant(from, nowMs, `--${prefix}from`) }),
    ...(to === undefined ? {} : { toMs: requireInstant(to, nowMs, `--${prefix}to`) }),
  };
  if (range.fromMs !== undefined && range.toMs !== undefined && range.toMs < range.fromMs)
    throw new AppError('USAGE', `--${prefix}to ${to} is earlier than --${prefix}from ${from}.`, {
      hint: 'Swap them, or write the day as well: 2026-11-23T10:30.',
    });
  return range;
}

/** A whole number of at least `least`, or USAGE naming the option. */
export function wholeNumber(text: string, option: string, least = 0): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= least) return number;
  throw new AppError('USAGE', `${option} was given "${text}"; it takes a whole number of at least ${least}.`);
}

async function printEvents(
  context: CommandContext,
  store: EventStore,
  query: Query,
  range: TimeRange,
  options: SearchOptions,
) {
  if (options.order !== 'newest' && options.order !== 'oldest') {
    throw new AppError('USAGE', `--order was given "${options.order}".`, { hint: 'It is newest or oldest.' });
  }
  const limit = options.all ? {} : { limit: wholeNumber(options.limit, '--limit', 1) };
  const style = { colour: wantsColour(), serviceWidth: 14 };
  for await (const page of store.search({ query, range, order: options.order, ...limit }, context.signal)) {
    const text = page.events.map((event) =>
      context.options.json ? `${JSON.stringify(event)}\n` : eventText(event, style),
    );
    await context.out(text.join(''));
  }
}

async function printCount(context: CommandContext, store: EventStore, query: Query, range: TimeRange) {
  const count = await store.count(query, range, context.signal);
  await context.out(context.options.json ? `${JSON.stringify({ count })}\n` : `${count}\n`);
}

async function printHistogram(
  context: CommandContext,
  store: EventStore,
  query: Query,
  range: TimeRange,
  options: SearchOptions,
) {
  const bucketMs = requireDuration(options.histogram!, '--histogram');
  const by = options.by === undefined ? {} : { by: resolveField(options.by) };
  const found = await store.histogram({ query, range, bucketMs, ...by }, context.signal);
  const buckets = found.map((bucket) => ({
    from: new Date(bucket.fromMs).toISOString(),
    count: bucket.count,
    ...(bucket.by === undefined ? {} : { by: bucket.by }),
  }));
  if (context.options.json) return context.out(`${JSON.stringify({ buckets })}\n`);
  const most = Math.max(1, ...buckets.map((bucket) => bucket.count));
  for (const bucket of buckets) {
    const split =
      bucket.by === undefined
        ? ''
        : `  ${Object.entries(bucket.by)
            .map(([value, count]) => `${value || '–'} ${count}`)
            .join('  ')}`;
    await context.out(
      `${bucket.from}  ${String(bucket.count).padStart(9)}  ${'▇'.repeat(Math.round((bucket.count / most) * 40))}${split}\n`,
    );
  }
}

async function printValues(
  context: CommandContext,
  store: EventStore,
  query: Query,
  range: TimeRange,
  options: SearchOptions,
) {
  const request = { query, range, field: resolveField(options.values!), top: wholeNumber(options.top, '--top', 1) };
  const values = await store.values(request, context.signal);
  if (context.options.json) return context.out(`${JSON.stringify({ values })}\n`);
  for (const { value, count } of values) await context.out(`${String(count).padStart(9)}  ${value}\n`);
}
