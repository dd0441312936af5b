// Which file goes on with one that was truncated: the copy that holds what was read of it.
import type { FileStat, FileSystem } from '../../ports/file-system.ts';
import type { FollowedFile } from '../harvester/followed-file.ts';
import { identityOf } from '../identity/file-identity.ts';
import type { LifeRegistry } from '../identity/life-registry.ts';
import { isAbsent } from '../scanner/scanner.ts';
import type { CopyWatch } from './copy-watch.ts';
import { holdsLife, lookAt, readHead, readTail } from './first-look.ts';
import { FolderSearch, type Neighbour } from './folder-search.ts';

/** What a search found, and whether something that could not be looked at may have been it. */
export interface CopyFound {
  copy: Neighbour | undefined;
  hasFailed: boolean;
}

/** Looks among the suspected copies of a file and its neighbours. Files that are known already are nobody's copy. */
export async function findCopy(
  files: FileSystem,
  registry: LifeRegistry,
  copies: CopyWatch,
  file: FollowedFile,
): Promise<CopyFound> {
  if (file.openPath === undefined || file.life.headBytes === 0) return { copy: undefined, hasFailed: false };
  const search = new FolderSearch(files);
  const neighbours = await search.around(file.openPath);
  let hasFailed = search.hasFailed;
  for (const neighbour of [...copies.of(file), ...neighbours]) {
    const { path, stat } = neighbour;
    if (registry.find(identityOf(stat)) !== undefined || stat.size < file.position) continue;
    const holds = await holdsWhatWasRead(files, path, stat, file);
    if (holds === undefined) hasFailed = true;
    if (holds === true && registry.find(identityOf(stat)) === undefined) return { copy: neighbour, hasFailed: false };
  }
  return { copy: undefined, hasFailed };
}

/** Undefined when it cannot be told now. */
async function holdsWhatWasRead(
  files: FileSystem,
  path: string,
  stat: FileStat,
  file: FollowedFile,
): Promise<boolean | undefined> {
  const { life } = file;
  try {
    return await lookAt(files, path, identityOf(stat), async (handle) => {
      if (life.head === undefined) return holdsLife(handle, life);
      const head = await readHead(handle);
      const tail = await readTail(handle, file.position);
      return life.head.every((byte, i) => head[i] === byte) && Buffer.compare(tail, file.tail) === 0;
    });
  } catch (error) {
    // What is not there any more cannot go on with anything.
    return isAbsent(error) ? false : undefined;
  }
}
