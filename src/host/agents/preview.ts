import { hostname } from 'node:os';
import path from 'node:path';
import { LIVE_PREVIEW_LIMITS, previewRules as preview } from '../../agent/preview/rule-preview.ts';
import { AppError } from '../../base/errors.ts';
import { createNodeFileSystem } from '../../drivers/node/node-file-system.ts';
import type { Rule } from '../../model/rule.ts';
import type { RulePreview, RulePreviewer } from '../../ports/rule-preview.ts';

/** What the rules would make of this host's files, or of one file. */
export function previewRules(
  rules: readonly Rule[],
  sample: string | undefined,
  signal: AbortSignal,
): Promise<RulePreview> {
  return preview({
    rules,
    files: createNodeFileSystem(),
    host: process.env.CROSSTAIL_HOST ?? hostname(),
    nowMs: Date.now(),
    signal,
    ...(sample === undefined ? {} : { sample: path.resolve(sample) }),
  });
}

/** Tries rules on the files of the host that the console runs on, within what its agent may read. */
export function createLocalPreviewer(agent: {
  host: string;
  allowedRoots?: readonly string[];
  ownPaths?: readonly string[];
}): RulePreviewer {
  const files = createNodeFileSystem();
  return {
    async preview({ rule, host, sample }, signal) {
      if (host !== agent.host) {
        throw new AppError('NOT_SUPPORTED', `Files of ${host} cannot be read from here.`, {
          hint: `Choose ${agent.host}, or run "crosstail rules preview" on ${host}.`,
        });
      }
      const from = sample === undefined ? {} : { sample };
      return preview({
        rules: [rule],
        files,
        ...agent,
        ...from,
        nowMs: Date.now(),
        limits: LIVE_PREVIEW_LIMITS,
        signal,
      });
    },
  };
}
