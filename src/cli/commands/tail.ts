import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { requireInstant } from '../../base/time-text.ts';
import { parseSelector } from '../../model/selector.ts';
import type { TailItem, TailStart } from '../../ports/live-tail.ts';
import { parseQuery } from '../../query/parse-query.ts';
import { action, type CommandContext } from '../command-context.ts';
import { eventText, wantsColour } from '../print-event.ts';
import { wholeNumber } from './search.ts';

interface TailOptions {
  query: string;
  from: string;
  max?: string;
}

/** Events held for a slow reader of stdout. */
const BUFFER_EVENTS = 50_000;

/** `crosstail tail`: follows what comes in. */
export function register(program: Command): void {
  program
    .command('tail [selector...]')
    .description('follow events; selectors: service:NAME host:NAME topic:NAME file:PATH or a service')
    .option('--query <Q>', 'only events that match', '')
    .option('--from <WHEN>', 'now, -15m, a time, last:N or offset:N', 'now')
    .option('--max <N>', 'stop after N events')
    .action(action(run));
}

async function run(context: CommandContext, selectors: string[], options: TailOptions): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const nowMs = Date.now();
  const input = {
    tail: `command-${process.pid}`,
    selectors: selectors.map(parseSelector),
    query: options.query,
    start: tailStart(options.from, nowMs),
    bufferEvents: BUFFER_EVENTS,
  };
  // Parsed here too, so that a wrong query is an error of use before anything is opened.
  parseQuery(options.query, nowMs);
  let left = options.max === undefined ? Number.POSITIVE_INFINITY : wholeNumber(options.max, '--max', 1);
  const opened = await openConsoleClient(context.options);
  const print = printer(context, input.selectors.length === 1 ? 0 : 14);
  try {
    for await (const { items } of opened.client['tails.follow'](input, { signal: context.signal })) {
      for (const item of items) {
        if (left === 0) break;
        if (item.type === 'event') left--;
        await print(item);
      }
      if (left === 0) break;
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    await opened.close();
  }
}

/** Reads `now`, `-15m`, a time, `last:N` or `offset:N`. */
export function tailStart(text: string, nowMs: number): TailStart {
  if (text === 'now') return { kind: 'now' };
  const counted = /^(last|offset):(\d+)$/.exec(text);
  if (counted?.[1] === 'last') return { kind: 'last', count: Number(counted[2]) };
  if (counted?.[1] === 'offset') return { kind: 'offset', offset: counted[2]! };
  if (/^(last|offset):/.test(text))
    throw new AppError('USAGE', `--from was given "${text}".`, { hint: 'Write last:200 or offset:1234.' });
  return { kind: 'time', timeMs: requireInstant(text, nowMs, '--from') };
}

function printer(context: CommandContext, serviceWidth: number): (item: TailItem) => Promise<void> {
  const style = { colour: wantsColour(), serviceWidth };
  let trouble: string | undefined;
  return async (item) => {
    if (item.type === 'pulse' && item.trouble !== trouble) {
      // Why nothing comes, once: it is waited for.
      trouble = item.trouble;
      context.note(`crosstail: ${trouble ?? 'it goes on.'}`);
    } else if (item.type === 'event') {
      await context.out(context.options.json ? `${JSON.stringify(item.event)}\n` : eventText(item.event, style));
    } else if (item.type === 'gap') {
      const { skipped, reason } = item;
      const range = {
        ...(item.fromMs === undefined ? {} : { from: new Date(item.fromMs).toISOString() }),
        ...(item.toMs === undefined ? {} : { to: new Date(item.toMs).toISOString() }),
      };
      if (context.options.json) await context.out(`${JSON.stringify({ gap: { skipped, reason, ...range } })}\n`);
      else await context.out(`┄┄┄ ${skipped} lines not shown (${reason}) ┄┄┄\n`);
    }
  };
}
