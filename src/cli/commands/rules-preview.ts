// `crosstail rules preview`: what rules would make of files here, or of another host's, read by its agent.
import { AppError } from '../../base/errors.ts';
import type { ConsoleClient } from '../../contract/contract.ts';
import type { Rule } from '../../model/rule.ts';
import type { RulePreview } from '../../ports/rule-preview.ts';
import type { CommandContext } from '../command-context.ts';
import { readRules, withClient } from './rules-file.ts';

/** Events printed without `--json`. */
const MOST_SAMPLES = 20;

export async function preview(
  context: CommandContext,
  file: string,
  options: { sample?: string; on?: string },
): Promise<void> {
  const { text, rules, problems } = await readRules(file);
  const first = problems[0];
  if (first !== undefined) {
    throw new AppError('RULE_INVALID', `Rule "${first.rule}", ${first.path}: ${first.message}`, {
      hint: `crosstail rules check ${file} lists every problem.`,
    });
  }
  const { on, sample } = options;
  if (on !== undefined) {
    await withClient(async (_context, client) => {
      await print(context, await previewOn(client, on, text, rules, sample, context.signal));
    })(context);
    return;
  }
  const { previewRules } = await import('../../host/agents/preview.ts');
  await print(context, await previewRules(rules, sample, context.signal));
}

/** One rule after the other is asked for; what they give is added up. */
async function previewOn(
  client: ConsoleClient,
  host: string,
  text: string,
  rules: readonly Rule[],
  sample: string | undefined,
  signal: AbortSignal,
): Promise<RulePreview> {
  let sum: RulePreview | undefined;
  for (const { id } of rules) {
    const request = { text, rule: id, host, ...(sample === undefined ? {} : { sample }) };
    const one = await client['rules.preview'](request, signal);
    sum = sum === undefined ? one : added(sum, one);
  }
  if (sum !== undefined) return sum;
  throw new AppError('RULE_INVALID', 'There is no rule to try.', { hint: 'Write one below "rules:".' });
}

function added(a: RulePreview, b: RulePreview): RulePreview {
  return {
    matched: [...a.matched, ...b.matched],
    matchedTotal: a.matchedTotal + b.matchedTotal,
    matchedBytes: a.matchedBytes + b.matchedBytes,
    files: [...a.files, ...b.files],
    isPart: a.isPart || b.isPart,
    lines: a.lines + b.lines,
    events: a.events + b.events,
    merged: a.merged + b.merged,
    dropped: a.dropped + b.dropped,
    sampledOut: a.sampledOut + b.sampledOut,
    overRate: a.overRate + b.overRate,
    redacted: a.redacted + b.redacted,
    fields: addedCounts(a.fields, b.fields),
    formats: addedCounts(a.formats, b.formats),
    samples: [...a.samples, ...b.samples],
    unreadable: [...a.unreadable, ...b.unreadable],
  };
}

function addedCounts(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sum = { ...a };
  for (const [name, count] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum;
}

async function print(context: CommandContext, result: RulePreview): Promise<void> {
  if (context.options.json) {
    await context.out(`${JSON.stringify(result)}\n`);
    return;
  }
  await context.out(
    `${result.events} events; ${result.merged} lines merged, ${result.dropped} events dropped, ${result.redacted} places redacted\n`,
  );
  for (const [field, count] of Object.entries(result.fields))
    await context.out(`${String(count).padStart(9)}  ${field}\n`);
  for (const { path, reason } of result.unreadable) context.note(`${path}: ${reason}`);
  for (const sample of result.samples.slice(0, MOST_SAMPLES)) await context.out(`${JSON.stringify(sample)}\n`);
}
