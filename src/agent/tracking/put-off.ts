// Why a file is not followed, or not decided on, now.
import type { FollowedFile } from '../harvester/followed-file.ts';

/** A search that something kept from looking everywhere is put off so many times; then it stands as it is. */
export const MAX_FAILED_LOOKS = 5;

/** True when a search that failed is to be tried again. */
export function putsOff(file: FollowedFile): boolean {
  return file.failedLooks++ < MAX_FAILED_LOOKS;
}

/** It goes on with no file that was followed: what it holds is for `import`; its bytes are no lines. */
export class CompressedFile extends Error {
  readonly code = 'COMPRESSED';
  constructor(path: string) {
    super(`${path} is compressed: it is not followed. Exclude it, or import it.`);
  }
}

/** Its folder could not be searched to the end. */
export class UnseenCopy extends Error {
  constructor(path: string) {
    super(`Not every file beside ${path} could be looked at: one may be its copy.`);
  }
}
