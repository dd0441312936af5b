// Finds the files that rules name, once per cycle. What cannot be listed or looked at is reported as a problem: it is
// "not observed", which is not the same as "deleted".
import type { Rule } from '../../model/rule.ts';
import type { DirectoryEntry, FileStat, FileSystem } from '../../ports/file-system.ts';
import { compileExclusions, compileNames, type GlobPlan, type GlobStep, type NameTest, planGlob } from './glob.ts';
import { ReadableFolders } from './readable-folders.ts';
import { MOST_FILES, OUTSIDE_ALLOWED_ROOTS, type ScanProblem, TOO_MANY_FILES } from './scan-problem.ts';

/** Folders below `**` and links to folders are followed to this depth: a loop of links must end. */
const MAX_DEPTH = 32;
/** Stats in flight: enough to keep the thread pool busy. */
const PARALLEL = 16;

export interface FoundFile {
  /** As the glob named it. */
  path: string;
  /** With every link followed: what is opened. */
  realPath: string;
  stat: FileStat;
  rule: Rule;
}

export interface ScanResult {
  /** One entry a file identity and rule order: the first rule that names a file reads it. */
  files: FoundFile[];
  problems: ScanProblem[];
  /** Folders that were listed or hold a named file: worth watching. */
  directories: Set<string>;
  /** Rule → number of files that an earlier rule reads already. */
  contested: Map<string, number>;
}

interface PlannedRule {
  rule: Rule;
  plans: GlobPlan[];
  excluded: NameTest;
  /** Tests a path against the globs as they are written. */
  names: NameTest;
}

interface ScannerOptions {
  files: FileSystem;
  /** Folders an agent may read under; undefined for all. Links that lead out are refused. */
  allowedRoots?: readonly string[];
  /** Paths (folders or files) that are never read: the agent's own. */
  ownPaths?: readonly string[];
  /** Most files looked at in one scan; those beyond are a problem named by their folder. */
  mostFiles?: number;
}

export class Scanner {
  readonly #files: FileSystem;
  readonly #folders: ReadableFolders;
  readonly #mostFiles: number;
  #rules: PlannedRule[] = [];

  constructor(options: ScannerOptions) {
    this.#files = options.files;
    this.#mostFiles = options.mostFiles ?? MOST_FILES;
    this.#folders = new ReadableFolders(options);
  }

  setRules(rules: readonly Rule[]): void {
    this.#rules = rules.map((rule) => ({
      rule,
      plans: rule.paths.flatMap(planGlob),
      excluded: compileExclusions(rule.exclude),
      names: compileNames(rule.paths),
    }));
  }

  /** The rule whose globs name a path, whether or not anything stands there. */
  ruleFor(path: string): Rule | undefined {
    return this.#rules.find(({ names, excluded }) => names(path) && !excluded(path))?.rule;
  }

  /** One look at everything. Rejects only when the signal aborts. */
  async scan(signal?: AbortSignal): Promise<ScanResult> {
    const walk = new Walk(this.#files, this.#mostFiles, signal);
    const found = new Map<string, { file: FoundFile; path: string }>();
    const contested = new Map<string, number>();
    for (const { rule, plans, excluded } of this.#rules) {
      const candidates = await walk.candidates(plans);
      const wanted = candidates.filter((path) => !excluded(path) && !this.#folders.isOwn(path));
      await inParallel(wanted, PARALLEL, async (path) => {
        const looked = await walk.look(path);
        if (looked === undefined) return;
        if (!this.#folders.allows(looked.realPath)) {
          walk.problems.push({ path, code: OUTSIDE_ALLOWED_ROOTS });
          return;
        }
        const key = `${looked.stat.device}:${looked.stat.inode}`;
        const first = found.get(key);
        if (first === undefined) found.set(key, { file: { path, ...looked, rule }, path });
        else if (first.file.rule.id !== rule.id) contested.set(rule.id, (contested.get(rule.id) ?? 0) + 1);
      });
    }
    const files = [...found.values()].map(({ file }) => file);
    return { files, problems: walk.problems, directories: walk.directories, contested };
  }
}

/** One scan's memory: each folder is listed once, each link resolved once. */
class Walk {
  readonly problems: ScanProblem[] = [];
  readonly directories = new Set<string>();
  readonly #files: FileSystem;
  readonly #signal: AbortSignal | undefined;
  readonly #listings = new Map<string, Promise<DirectoryEntry[]>>();
  readonly #realFolders = new Map<string, Promise<string | undefined>>();
  readonly #links = new Set<string>();
  readonly #mostFiles: number;
  #isFull = false;

  constructor(files: FileSystem, mostFiles: number, signal: AbortSignal | undefined) {
    this.#files = files;
    this.#mostFiles = mostFiles;
    this.#signal = signal;
  }

  /** Paths that fit, whatever stands there. */
  async candidates(plans: readonly GlobPlan[]): Promise<string[]> {
    const paths = new Set<string>();
    this.#isFull = false;
    for (const plan of plans) await this.#step(plan.base, plan.steps, paths, 0);
    return [...paths].sort();
  }

  /** Stat and real path of a candidate; undefined when it is no regular file or cannot be seen. */
  async look(path: string): Promise<{ realPath: string; stat: FileStat } | undefined> {
    const folder = path.slice(0, path.lastIndexOf('/')) || '/';
    try {
      const stat = await this.#files.stat(path);
      if (stat.kind !== 'file') return undefined;
      if (this.#links.has(path)) return { realPath: await this.#files.realPath(path), stat };
      const realFolder = await this.#realFolder(folder);
      const name = path.slice(path.lastIndexOf('/') + 1);
      return { realPath: realFolder === undefined ? path : join(realFolder, name), stat };
    } catch (error) {
      // A dangling or looping link, or a file that went between two looks, is simply not there.
      if (!['ENOENT', 'ELOOP', 'ENOTDIR'].includes(codeOf(error))) this.problems.push({ path, code: codeOf(error) });
      return undefined;
    }
  }

  async #step(folder: string, steps: readonly GlobStep[], paths: Set<string>, depth: number): Promise<void> {
    this.#signal?.throwIfAborted();
    const step = steps[0];
    if (step === undefined || depth > MAX_DEPTH) return;
    const rest = steps.slice(1);
    if (step.kind === 'name') {
      await this.#named(folder, step.name, rest, paths, depth);
      return;
    }
    if (step.kind === 'deep') await this.#step(folder, rest, paths, depth);
    for (const entry of await this.#list(folder)) {
      if (this.#isFull) return;
      const path = join(folder, entry.name);
      if (step.kind === 'deep') {
        // `**` ends in files when it is last; links to folders are not followed below it: they are how loops are made.
        if (entry.kind === 'directory') await this.#step(path, steps, paths, depth + 1);
        else if (rest.length === 0) this.#candidate(path, entry, paths);
      } else if (step.test(entry.name)) {
        if (rest.length === 0) this.#candidate(path, entry, paths);
        else if (entry.kind === 'directory' || entry.kind === 'link') await this.#step(path, rest, paths, depth + 1);
      }
    }
  }

  async #named(
    folder: string,
    name: string,
    rest: readonly GlobStep[],
    paths: Set<string>,
    depth: number,
  ): Promise<void> {
    const path = join(folder, name);
    if (rest.length > 0) {
      await this.#step(path, rest, paths, depth + 1);
      return;
    }
    this.directories.add(folder);
    // A fixed name may be a link: it is not known from a listing here, so it is always resolved.
    this.#links.add(path);
    paths.add(path);
  }

  #candidate(path: string, entry: DirectoryEntry, paths: Set<string>): void {
    if (paths.size >= this.#mostFiles && !paths.has(path)) {
      this.#isFull = true;
      this.problems.push({ path: path.slice(0, path.lastIndexOf('/')) || '/', code: TOO_MANY_FILES });
      return;
    }
    if (entry.kind === 'link') this.#links.add(path);
    if (entry.kind === 'file' || entry.kind === 'link') paths.add(path);
  }

  #list(folder: string): Promise<DirectoryEntry[]> {
    let listing = this.#listings.get(folder);
    if (listing === undefined) {
      this.directories.add(folder);
      listing = this.#files.list(folder).catch((error: unknown) => {
        if (!['ENOENT', 'ENOTDIR'].includes(codeOf(error))) this.problems.push({ path: folder, code: codeOf(error) });
        return [];
      });
      this.#listings.set(folder, listing);
    }
    return listing;
  }

  #realFolder(folder: string): Promise<string | undefined> {
    let real = this.#realFolders.get(folder);
    if (real === undefined) {
      real = this.#files.realPath(folder).catch(() => undefined);
      this.#realFolders.set(folder, real);
    }
    return real;
  }
}

function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The system's code of a failed call, such as ENOENT. */
export function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** Works on every item, at most so many at once. */
export async function inParallel<T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
}

/** Nothing stands at the path. */
export function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}
