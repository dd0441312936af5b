import { hostname } from 'node:os';
import path from 'node:path';
import { type PreviewResult, previewRules as preview } from '../agent/preview-rule.ts';
import { createNodeFileSystem } from '../drivers/node/node-file-system.ts';
import type { Rule } from '../model/rule.ts';

/** What the rules would make of this host's files, or of one file. */
export function previewRules(
  rules: readonly Rule[],
  sample: string | undefined,
  signal: AbortSignal,
): Promise<PreviewResult> {
  return preview({
    rules,
    files: createNodeFileSystem(),
    host: process.env.CROSSTAIL_HOST ?? hostname(),
    nowMs: Date.now(),
    signal,
    ...(sample === undefined ? {} : { sample: path.resolve(sample) }),
  });
}
