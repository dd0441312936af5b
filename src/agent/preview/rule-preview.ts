// What rules would make of files, with counts; nothing is sent, nothing is remembered. The files are found and read by
// the code that follows them: what is previewed is what will run.
import { AppError, messageOf } from '../../base/errors.ts';
import { EventReader } from '../../formats/event-reader.ts';
import type { Rule } from '../../model/rule.ts';
import type { FileSystem } from '../../ports/file-system.ts';
import type { RulePreview } from '../../ports/rule-preview.ts';
import { readChunks } from '../import/byte-stream.ts';
import { unpack } from '../import/unpack.ts';
import { BatchProcessor } from '../processors/batch-processor.ts';
import { ReadableFolders } from '../scanner/readable-folders.ts';
import { scanProblemText } from '../scanner/scan-problem.ts';
import { Scanner } from '../scanner/scanner.ts';
import { PreviewTally } from './preview-tally.ts';

export interface PreviewLimits {
  /** Bytes read of each file, files read for each rule, and events shown of all. */
  bytes: number;
  files: number;
  samples: number;
}

export const DEFAULT_PREVIEW_LIMITS: PreviewLimits = { bytes: 16 * 1024 * 1024, files: 20, samples: 50 };
/** A preview that follows typing: enough to see what a rule does, little enough to be done in a moment. */
export const LIVE_PREVIEW_LIMITS: PreviewLimits = { bytes: 1024 * 1024, files: 5, samples: 40 };
/** Matched files named in the answer; all are counted. */
const MAX_MATCHED = 200;

export interface PreviewOptions {
  rules: readonly Rule[];
  files: FileSystem;
  host: string;
  /** Read this file with the rules instead of those they name. */
  sample?: string;
  nowMs: number;
  /** As the agent's own: what it may not read is not previewed either. */
  allowedRoots?: readonly string[];
  ownPaths?: readonly string[];
  limits?: PreviewLimits;
  /** Texts are shown as the rule redacts them, also where an event is dropped. */
  hidesRedacted?: boolean;
  signal?: AbortSignal;
}

/** Reads the beginning of what the rules name and says what would be sent. Rejects PERMISSION_DENIED for a sample outside. */
export async function previewRules(options: PreviewOptions): Promise<RulePreview> {
  const limits = options.limits ?? DEFAULT_PREVIEW_LIMITS;
  const tally = new PreviewTally(limits.samples, options.hidesRedacted ?? false);
  for (const rule of options.rules) {
    const paths = await pathsOf(rule, options, tally);
    if (paths.length > limits.files) tally.isPart = true;
    for (const path of paths.slice(0, limits.files)) {
      options.signal?.throwIfAborted();
      try {
        await previewFile(path, rule, options, limits.bytes, tally);
      } catch (error) {
        options.signal?.throwIfAborted();
        tally.unreadable.push({ path, reason: messageOf(error) });
      }
    }
  }
  return tally.result();
}

/** Paths to read; what the globs name is noted in either case. */
async function pathsOf(rule: Rule, options: PreviewOptions, tally: PreviewTally): Promise<string[]> {
  const { files, sample, signal } = options;
  const scanner = new Scanner(options);
  scanner.setRules([rule]);
  const found = await scanner.scan(signal);
  found.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, stat } of found.files) tally.noteMatch(path, stat.size, MAX_MATCHED);
  for (const { path, code } of found.problems) tally.unreadable.push({ path, reason: scanProblemText(code, code) });
  if (sample === undefined) return found.files.map(({ path }) => path);
  const folders = new ReadableFolders(options);
  if (!folders.allows(await realPathOf(files, sample)))
    throw new AppError('PERMISSION_DENIED', `The agent of ${options.host} may not read ${sample}.`, {
      hint: folders.hint,
    });
  return [sample];
}

async function realPathOf(files: FileSystem, path: string): Promise<string> {
  try {
    return await files.realPath(path);
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `The sample ${path} cannot be read: ${messageOf(error)}.`, {
      cause: error,
      hint: 'Give the path of a file that is there.',
    });
  }
}

async function previewFile(
  path: string,
  rule: Rule,
  options: PreviewOptions,
  maxBytes: number,
  tally: PreviewTally,
): Promise<void> {
  const { files, nowMs, signal } = options;
  const handle = await files.open(path, 'read');
  try {
    const modifiedMs = Number((await handle.stat()).mtimeNs / 1_000_000n);
    for await (const stream of unpack({ path, bytes: readChunks(handle), modifiedMs })) {
      const reader = createReader(stream.path, rule, options, modifiedMs);
      // The rate is judged by the events' own times: a file is read faster than it was written.
      const { rateLimit, ...unlimited } = rule;
      const processor = BatchProcessor.of(unlimited);
      let bytes = 0;
      for await (const chunk of stream.bytes) {
        signal?.throwIfAborted();
        // A piece may be larger than what is asked for: no more than that is read of any file.
        const piece = chunk.subarray(0, maxBytes - bytes);
        tally.take(reader.push(piece, nowMs), processor, stream.path);
        bytes += piece.length;
        if (bytes >= maxBytes) break;
      }
      tally.take(reader.flush(nowMs, 'end'), processor, stream.path);
      tally.finish(stream.path, reader, processor, rateLimit);
      if (bytes >= maxBytes) {
        tally.isPart = true;
        break;
      }
    }
  } finally {
    await handle.close();
  }
}

function createReader(path: string, rule: Rule, { host }: PreviewOptions, modifiedMs: number): EventReader {
  const { format, multiline, encoding, timezone, correlate, fields, service, topic } = rule;
  const source = { key: `preview/${rule.id}`, service, host, path, rule: rule.id, revision: 0, topic };
  const settings = { format, multiline, encoding, timezone, correlate, fields, modifiedMs };
  return new EventReader({ source, agentId: 'preview', generation: rule.id, ...settings }, 0);
}
