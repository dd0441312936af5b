import type { FileSystem } from '../../ports/file-system.ts';
import { codeOf } from '../scanner/scanner.ts';
import { identityOf, isSameFile } from './file-identity.ts';
import type { Life } from './life.ts';

/** A file that was read to its end is remembered so long after it is gone. */
export const FORGET_AFTER_MS = 30 * 24 * 3_600_000;

/**
 * The lives worth remembering: all but those read to the end, unchanged for long, and whose file is known to be gone. What
 * cannot be looked at is kept. Should such a file come back after all, its events get the ids they had.
 */
export async function rememberedLives(lives: readonly Life[], files: FileSystem, nowMs: number): Promise<Life[]> {
  const kept: Life[] = [];
  for (const life of lives) {
    const isOld = life.finished && nowMs - life.updatedAtMs > FORGET_AFTER_MS;
    if (!isOld || !(await isGone(life, files))) kept.push(life);
  }
  return kept;
}

async function isGone(life: Life, files: FileSystem): Promise<boolean> {
  try {
    return !isSameFile(identityOf(await files.stat(life.path)), life.identity);
  } catch (error) {
    return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
  }
}
