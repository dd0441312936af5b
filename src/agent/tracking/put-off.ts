// Why a file is not followed, or not decided on, now.

export const COMPRESSED = 'COMPRESSED';

/** It was a log before: what was not read of it then is for `import`; its bytes are no lines. */
export class CompressedFile extends Error {
  readonly code = COMPRESSED;
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
