import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * Folders an agent of this machine may read under: those named, else those of CROSSTAIL_ALLOW (separated as in PATH),
 * else undefined for all. As they really are: files are compared with every link followed. One that is not there yet
 * stays as named.
 */
export function allowedFolders(named: readonly string[] | undefined): string[] | undefined {
  const inherited = process.env.CROSSTAIL_ALLOW?.split(path.delimiter).filter((folder) => folder !== '');
  return (named ?? inherited)?.map(realFolder);
}

function realFolder(folder: string): string {
  const named = path.resolve(folder);
  try {
    return realpathSync(named);
  } catch {
    // It may come later; until then nothing in it can be read either.
    return named;
  }
}
