// What an agent answers to a console on another host that asks what a draft rule would make of its files. It reads what
// the agent may read and nothing else, and what the draft redacts does not leave the host either.
import { z } from 'zod';
import { AppError } from '../../base/errors.ts';
import { ruleShape } from '../../model/rule-shape.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { PreviewedEvent, RulePreview } from '../../ports/rule-preview.ts';
import { problemsOf } from '../rules/rule-check.ts';
import { LIVE_PREVIEW_LIMITS, previewRules } from './rule-preview.ts';

/** The answer as JSON stays below this: it travels in a node of ZooKeeper. */
const MAX_BYTES = 200 * 1024;
/** An event that takes more is not shown. */
const MAX_SAMPLE_BYTES = 16 * 1024;

const question = z.strictObject({ kind: z.literal('preview'), rule: ruleShape, sample: z.string().exactOptional() });

export interface AnsweringAgent {
  host: string;
  files: FileSystem;
  allowedRoots?: readonly string[];
  ownPaths?: readonly string[];
}

/** Answers one question. Rejects NOT_SUPPORTED for one it does not know, RULE_INVALID, PERMISSION_DENIED. */
export async function answerPreview(agent: AnsweringAgent, asked: unknown, signal: AbortSignal): Promise<RulePreview> {
  const parsed = question.safeParse(asked);
  if (!parsed.success)
    throw new AppError('NOT_SUPPORTED', `The agent of ${agent.host} does not understand what it was asked.`, {
      hint: 'Update that agent, or this console, so that both are of one version.',
    });
  const { rule, sample } = parsed.data;
  const problem = problemsOf(rule)[0];
  if (problem !== undefined)
    throw new AppError('RULE_INVALID', `Rule "${rule.id}", ${problem.path}: ${problem.message}`, {
      hint: 'Mend the rule: it is tried again by itself.',
    });
  const from = sample === undefined ? {} : { sample };
  const limits = LIVE_PREVIEW_LIMITS;
  return fitting(
    await previewRules({ ...agent, ...from, rules: [rule], nowMs: Date.now(), limits, hidesRedacted: true, signal }),
  );
}

/** As much of a preview as fits: counts stay whole, events shown and files named become fewer. */
function fitting(preview: RulePreview): RulePreview {
  let samples: readonly PreviewedEvent[] = preview.samples.filter((each) => sizeOf(each) <= MAX_SAMPLE_BYTES);
  let { matched, unreadable } = preview;
  for (;;) {
    const cut = { ...preview, samples: [...samples], matched, unreadable };
    if (sizeOf(cut) <= MAX_BYTES || samples.length + matched.length + unreadable.length === 0) return cut;
    if (samples.length > 0) samples = samples.slice(0, Math.floor(samples.length / 2));
    else {
      matched = matched.slice(0, Math.floor(matched.length / 2));
      unreadable = unreadable.slice(0, Math.floor(unreadable.length / 2));
    }
  }
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
