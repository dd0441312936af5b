import type { Command } from 'commander';
import { AppError } from '../../base/errors.ts';
import { action, type CommandContext } from '../command-context.ts';
import { harmless } from '../print-event.ts';
import { rangeOf, wholeNumber } from './search.ts';

interface SuspectsOptions {
  from?: string;
  to?: string;
  baselineFrom?: string;
  baselineTo?: string;
  incident?: string;
  baseline?: string;
  exclude: string[];
  top: string;
}

interface Shown {
  service: string;
  score: number;
  likely: boolean;
  reasons: { text: string; events: string[] }[];
}

/** `crosstail suspects`: services ranked by how unusual they were, with reasons and the lines that carry them. */
export function register(program: Command): void {
  program
    .command('suspects')
    .description('ranks services by how unusual they were in a window, with reasons')
    .option('--from <T>', 'start of the incident')
    .option('--to <T>', 'end of the incident')
    .option('--baseline-from <T>', 'start of the time to compare with')
    .option('--baseline-to <T>', 'end of the time to compare with')
    .option('--incident <F>', 'events of the incident, NDJSON (.gz is unpacked)')
    .option('--baseline <F>', 'events to compare with, NDJSON (.gz is unpacked)')
    .option(
      '--exclude <SERVICE>',
      'rules a service out; may be repeated',
      (name, names: string[]) => [...names, name],
      [],
    )
    .option('--top <N>', 'how many suspects', '10')
    .action(action(run));
}

async function run(context: CommandContext, options: SuspectsOptions): Promise<void> {
  const top = wholeNumber(options.top, '--top', 1);
  if (options.incident !== undefined && options.baseline !== undefined) {
    await ofFiles(context, options.incident, options.baseline, options.exclude, top);
  } else if (options.incident !== undefined || options.baseline !== undefined) {
    throw new AppError('USAGE', 'Suspects of files take both --incident and --baseline.', {
      hint: 'Give a file of events for each; without files --from and --to choose the window.',
    });
  } else await ofStore(context, options, top);
}

async function ofFiles(context: CommandContext, incident: string, baseline: string, exclude: string[], top: number) {
  const { rankFiles } = await import('../../host/files/rank-files.ts');
  const answer = await rankFiles(incident, baseline, { exclude, top, signal: context.signal });
  const { suspects, patterns, window, baseline: before } = answer;
  const skipped = window.unreadable + before.unreadable + answer.broken;
  if (skipped > 0) context.note(`${skipped} lines are no events with a time and were left out.`);
  if (before.events === 0) context.note('The baseline is empty: only crashes and severe lines can speak.');
  const span = ({ first, last }: typeof window) => ({ from: first ?? null, to: last ?? null });
  await print(context, { window: span(window), baseline: span(before), suspects, patterns: patterns.slice(0, 200) });
}

async function ofStore(context: CommandContext, options: SuspectsOptions, top: number): Promise<void> {
  if (options.from === undefined || options.to === undefined) {
    throw new AppError('USAGE', 'Suspects take the window of the incident: --from and --to.', {
      hint: 'For example: crosstail suspects --from -10m --to now.',
    });
  }
  const { openConsoleClient } = await import('../../host/console-client.ts');
  const nowMs = Date.now();
  const window = rangeOf(options, nowMs);
  const asked = {
    ...(options.baselineFrom === undefined ? {} : { from: options.baselineFrom }),
    ...(options.baselineTo === undefined ? {} : { to: options.baselineTo }),
  };
  const lengthMs = window.toMs! - window.fromMs!;
  // Twice as much as the incident, right before it, is what a person would look at.
  const baseline = {
    fromMs: window.fromMs! - 2 * lengthMs,
    toMs: window.fromMs!,
    ...rangeOf(asked, nowMs, 'baseline-'),
  };
  const opened = await openConsoleClient(context.options);
  try {
    const input = { window, baseline, exclude: options.exclude, top };
    const answer = await opened.client['suspects.rank'](input, context.signal);
    const iso = ({ fromMs, toMs }: { fromMs?: number; toMs?: number }) => ({
      from: fromMs === undefined ? null : new Date(fromMs).toISOString(),
      to: toMs === undefined ? null : new Date(toMs).toISOString(),
    });
    const { suspects, sample } = answer;
    const [read, of] = [sample.window.read + sample.baseline.read, sample.window.of + sample.baseline.of];
    if (read < of) context.note(`Compared ${read} of ${of} lines: stretches spread over both times, and every crash.`);
    await print(context, { window: iso(window), baseline: iso(baseline), suspects, patterns: [] });
  } finally {
    await opened.close();
  }
}

async function print(
  context: CommandContext,
  answer: {
    window: object;
    baseline: object;
    suspects: readonly Pick<Shown, 'service' | 'score' | 'likely'>[];
    patterns: unknown[];
  },
): Promise<void> {
  if (context.options.json) {
    await context.out(`${JSON.stringify(answer)}\n`);
    return;
  }
  if (answer.suspects.length === 0) await context.out('Nothing unusual against the baseline.\n');
  for (const [index, suspect] of (answer.suspects as Shown[]).entries()) {
    const mark = suspect.likely ? 'likely' : '';
    await context.out(
      `${String(index + 1).padStart(2)}. ${harmless(suspect.service)}  ${suspect.score.toFixed(2)}  ${mark}\n`,
    );
    for (const reason of suspect.reasons.slice(0, 3)) {
      await context.out(`      ${harmless(reason.text)}\n        lines: ${reason.events.slice(0, 4).join(' ')}\n`);
    }
  }
}
