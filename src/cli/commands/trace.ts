import type { Command } from 'commander';
import { action, type CommandContext } from '../command-context.ts';
import { eventText, harmless, wantsColour } from '../print-event.ts';
import { rangeOf } from './search.ts';

/** `crosstail trace`: every line that carries an id, over all services, by corrected time. */
export function register(program: Command): void {
  program
    .command('trace <value>')
    .description('everything that carries an id, over all services')
    .option('--from <T>', 'from this time on')
    .option('--to <T>', 'up to this time')
    .option('--linked', 'with the lines of the ids that share a line with it')
    .action(action(run));
}

interface TraceOptions {
  from?: string;
  to?: string;
  linked?: boolean;
}

async function run(context: CommandContext, value: string, options: TraceOptions): Promise<void> {
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const range = rangeOf(options, Date.now());
  const opened = await openConsoleClient(context.options);
  try {
    const { fromMs, toMs, ...trace } = await opened.client['trace.find'](
      { value, range, ...(options.linked === true && { linked: true }) },
      context.signal,
    );
    const iso = (timeMs: number) => new Date(timeMs).toISOString();
    if (context.options.json) {
      await context.out(`${JSON.stringify({ ...trace, from: iso(fromMs), to: iso(toMs) })}\n`);
      return;
    }
    await context.out(
      `${trace.id} (${trace.kinds.join(', ')}): ${trace.events.length} lines, ${iso(fromMs)} to ${iso(toMs)}\n`,
    );
    for (const lane of trace.lanes) {
      const error = lane.firstError === null ? '' : `  first error ${lane.firstError}`;
      await context.out(
        `  ${lane.service.padEnd(20)} ${lane.host.padEnd(16)} ${String(lane.events).padStart(6)} lines${error}\n`,
      );
    }
    for (const { host, offsetMs, errorMs, basis } of trace.clock) {
      await context.out(`  clock of ${host}: ${offsetMs} ms ± ${errorMs} ms (${basis}) applied\n`);
    }
    for (const { kind, value: id } of trace.followed ?? []) await context.out(`  with ${kind} ${harmless(id)}\n`);
    for (const { kind, value: id } of trace.tooCommon ?? [])
      await context.out(`  not with ${kind} ${harmless(id)}: too many lines carry it\n`);
    const style = { colour: wantsColour(), serviceWidth: 14 };
    for (const event of trace.events) {
      await context.out(`${event.event.id === trace.firstError ? '▶ ' : '  '}${eventText(event, style)}`);
    }
    if (trace.leftOut > 0) context.note(`${trace.leftOut} more lines carry this id; narrow with --from and --to.`);
  } finally {
    await opened.close();
  }
}
