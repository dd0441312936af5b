// "Add your own logs", before anything is read: what is behind each path, whose logs they seem to be, and what cannot be read.
import { messageOf } from '../base/errors.ts';
import { detectFormat, looksBinary } from '../formats/heads/detect-format.ts';
import type { Rule } from '../model/rule.ts';
import type { FileSystem } from '../ports/file-system.ts';
import type { LookedAtPath, SourceLook } from '../ports/source-look.ts';
import { readRange } from './harvester/byte-window.ts';
import { compressionOf } from './harvester/compression.ts';
import { serviceFromPath } from './import/service-name.ts';
import { checkGlob } from './scanner/glob.ts';
import { scanProblemText } from './scanner/scan-problem.ts';
import { codeOf, Scanner } from './scanner/scanner.ts';

/** Enough to tell a format by. */
const HEAD_BYTES = 64 * 1024;
/** Files of one path that are looked into; the others are taken by their names. */
const MOST_HEADS = 200;
const PACKED_NAME = /\.(gz|tgz|zst|tzst|bz2|tbz2?|xz|txz|zip|tar)$/i;
const MAGIC = /[*?[\]{}]/;
const ABSOLUTE = /^(?:[A-Za-z]:)?[\\/]/;

/** Looks at files of this machine. */
export function createSourceLook(files: FileSystem, nowMs: () => number): SourceLook {
  return {
    async look(paths, signal) {
      const looked: LookedAtPath[] = [];
      for (const path of paths) looked.push(await lookAt(files, path, nowMs(), signal));
      return looked;
    },
  };
}

async function lookAt(files: FileSystem, path: string, nowMs: number, signal?: AbortSignal): Promise<LookedAtPath> {
  const result: LookedAtPath = {
    path,
    kind: MAGIC.test(path) ? 'pattern' : 'file',
    plain: [],
    packed: [],
    service: serviceFromPath(path.replace(/[\\/]*[^\\/]*[*?[\]{}].*$/, '')),
    format: null,
    problem: null,
    unreadable: [],
  };
  if (!ABSOLUTE.test(path)) return { ...result, problem: 'it is not a whole path: write it from its root on' };
  try {
    const { kind } = await files.stat(path);
    if (kind === 'other') return { ...result, problem: 'it is neither a file nor a folder' };
    result.kind = kind === 'directory' ? 'folder' : 'file';
    result.service = serviceFromPath(path);
  } catch (error) {
    if (result.kind !== 'pattern' || codeOf(error) !== 'ENOENT') return { ...result, problem: reasonOf(error) };
  }
  if (result.kind === 'file') await sort(files, [path], result, nowMs, signal);
  else {
    const glob = result.kind === 'folder' ? `${path.replace(/[\\/]+$/, '')}/**` : path;
    const wrong = checkGlob(glob);
    if (wrong !== undefined) return { ...result, problem: wrong };
    const found = await scan(files, glob, signal);
    result.unreadable.push(...found.unreadable);
    if (result.kind === 'pattern' && found.paths.length > 0) result.service = serviceFromPath(found.paths[0]!);
    await sort(files, found.paths, result, nowMs, signal);
  }
  if (result.plain.length + result.packed.length === 0)
    result.problem = result.unreadable[0]?.reason ?? 'no file is there yet';
  return result;
}

/** Files into those that can be followed, those that are read once, and those that cannot be read. */
async function sort(
  files: FileSystem,
  paths: readonly string[],
  result: LookedAtPath,
  nowMs: number,
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, path] of paths.entries()) {
    signal?.throwIfAborted();
    if (index >= MOST_HEADS) {
      (PACKED_NAME.test(path) ? result.packed : result.plain).push(path);
      continue;
    }
    try {
      const head = await headOf(files, path);
      if (compressionOf(head) !== undefined || PACKED_NAME.test(path)) result.packed.push(path);
      else if (looksBinary(head)) result.unreadable.push({ path, reason: 'it is not a text file' });
      else {
        result.plain.push(path);
        if (head.length > 0) result.format ??= detectFormat(head, nowMs).format;
      }
    } catch (error) {
      result.unreadable.push({ path, reason: reasonOf(error) });
    }
  }
}

async function headOf(files: FileSystem, path: string): Promise<Uint8Array> {
  const handle = await files.open(path, 'read');
  try {
    return await readRange(handle, 0, HEAD_BYTES);
  } finally {
    await handle.close();
  }
}

async function scan(files: FileSystem, glob: string, signal?: AbortSignal) {
  const scanner = new Scanner({ files });
  scanner.setRules([ruleFor(glob)]);
  const { files: found, problems } = await scanner.scan(signal);
  const unreadable = problems.map(({ path, code }) => ({ path, reason: scanProblemText(code, code) }));
  return { paths: found.map(({ path }) => path).sort(), unreadable };
}

function ruleFor(glob: string): Rule {
  return {
    id: 'look',
    service: '',
    hosts: [],
    labels: {},
    paths: [glob],
    exclude: [],
    encoding: 'auto',
    format: 'auto',
    multiline: 'auto',
    timezone: 'local',
    start: 'beginning',
    drop: [],
    redact: [],
    fields: {},
    correlate: [],
    topic: '',
    enabled: true,
  };
}

function reasonOf(error: unknown): string {
  return scanProblemText(codeOf(error), messageOf(error));
}
