// Looks for files around a place: where a rotated file went, or which file is the copy of one that was truncated.
// One search remembers its listings and stats; it lives for one scan.
import type { DirectoryEntry, FileStat, FileSystem } from '../../ports/file-system.ts';
import { type FileIdentity, identityOf, isSameFile } from '../identity/file-identity.ts';
import { codeOf } from '../scanner/scanner.ts';

/** Entries of one folder that are looked at: a spool folder must not cost minutes. */
const MAX_ENTRIES = 2_000;

export interface Neighbour {
  path: string;
  stat: FileStat;
}

export class FolderSearch {
  /** Something could not be looked at that may be there: what was not found may be found another time. */
  hasFailed = false;
  readonly #files: FileSystem;
  readonly #listings = new Map<string, Promise<DirectoryEntry[]>>();
  readonly #stats = new Map<string, Promise<FileStat | undefined>>();

  constructor(files: FileSystem) {
    this.#files = files;
  }

  /**
   * Regular files in the path's folder whose names begin as its does (up to the first digit, dot or dash), newest
   * first. The path itself is left out, and what `wants` leaves out.
   */
  async around(path: string, wants = (_name: string) => true): Promise<Neighbour[]> {
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash) || '/';
    const stem = /^[^\d.\-_]*/.exec(path.slice(slash + 1))?.[0] ?? '';
    const entries = (await this.#list(folder)).filter(
      (entry) =>
        entry.kind === 'file' && entry.name.startsWith(stem) && `${folder}/${entry.name}` !== path && wants(entry.name),
    );
    const found: Neighbour[] = [];
    for (const entry of entries.slice(0, MAX_ENTRIES)) {
      const at = folder === '/' ? `/${entry.name}` : `${folder}/${entry.name}`;
      const stat = await this.#stat(at);
      if (stat?.kind === 'file') found.push({ path: at, stat });
    }
    return found.sort((a, b) => Number(b.stat.mtimeNs - a.stat.mtimeNs));
  }

  /** The file itself, under another name beside its old one. */
  async renamed(path: string, identity: FileIdentity): Promise<Neighbour | undefined> {
    return (await this.around(path)).find(({ stat }) => isSameFile(identityOf(stat), identity));
  }

  #list(folder: string): Promise<DirectoryEntry[]> {
    let listing = this.#listings.get(folder);
    if (listing === undefined) {
      // A folder that cannot be listed now holds nothing that could be found now.
      listing = this.#files.list(folder).catch((error: unknown) => {
        this.#noteFailure(error);
        return [];
      });
      this.#listings.set(folder, listing);
    }
    return listing;
  }

  #stat(path: string): Promise<FileStat | undefined> {
    let stat = this.#stats.get(path);
    if (stat === undefined) {
      stat = this.#files.stat(path).catch((error: unknown) => {
        this.#noteFailure(error);
        return undefined;
      });
      this.#stats.set(path, stat);
    }
    return stat;
  }

  #noteFailure(error: unknown): void {
    const code = codeOf(error);
    if (code !== 'ENOENT' && code !== 'ENOTDIR') this.hasFailed = true;
  }
}
