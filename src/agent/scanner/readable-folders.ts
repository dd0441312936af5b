// Where an agent may read: its own local setting, which no rule and no request can widen.
import type { GlobPlan } from './glob.ts';

interface FolderSettings {
  /** Folders an agent may read under; undefined for all. */
  allowedRoots?: readonly string[] | undefined;
  /** Paths (folders or files) that are never read: the agent's own. */
  ownPaths?: readonly string[] | undefined;
}

export class ReadableFolders {
  readonly #allowedRoots: readonly string[] | undefined;
  readonly #ownPaths: readonly string[];

  constructor({ allowedRoots, ownPaths }: FolderSettings) {
    this.#allowedRoots = allowedRoots;
    this.#ownPaths = ownPaths ?? [];
  }

  /** True when a path, with every link followed, may be read. */
  allows(realPath: string): boolean {
    return !this.isOwn(realPath) && (this.#allowedRoots?.some((root) => isUnder(realPath, root)) ?? true);
  }

  /** True for the agent's own files, as a glob names them or as they really are. */
  isOwn(path: string): boolean {
    return this.#ownPaths.some((own) => isUnder(path, own));
  }

  /** True when nothing that the glob can name lies under a folder that may be read. Links may still lead out of one. */
  excludes({ base, steps }: GlobPlan): boolean {
    if (this.#allowedRoots === undefined) return false;
    const fixed = steps.findIndex((step) => step.kind !== 'name');
    const names = steps
      .slice(0, fixed < 0 ? steps.length : fixed)
      .map((step) => (step.kind === 'name' ? step.name : ''));
    const prefix = base + names.join('/');
    return !this.#allowedRoots.some((root) => isUnder(prefix, root) || (fixed >= 0 && isUnder(root, prefix)));
  }

  /** What to do about a path that may not be read. */
  get hint(): string {
    return this.#allowedRoots === undefined
      ? 'It is one of its own files.'
      : `Its own settings allow only what is under ${this.#allowedRoots.join(', ')}.`;
  }
}

function isUnder(path: string, root: string): boolean {
  const folder = root.endsWith('/') ? root.slice(0, -1) : root;
  return path === folder || path.startsWith(`${folder}/`);
}
