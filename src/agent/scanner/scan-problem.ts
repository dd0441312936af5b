/** What a scan met at a path: a code of the system, or one of the two below. */
export interface ScanProblem {
  path: string;
  code: string;
}

export const OUTSIDE_ALLOWED_ROOTS = 'OUTSIDE_ALLOWED_ROOTS';
/** Everything beyond the limit is not looked at. */
export const TOO_MANY_FILES = 'TOO_MANY_FILES';

/** Most files of one scan: what is followed is held in memory. */
export const MOST_FILES = 100_000;

/** Why a path is not read, as the end of a sentence about it; `otherwise` for codes without words of their own. */
export function scanProblemText(code: string, otherwise: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it';
    case OUTSIDE_ALLOWED_ROOTS:
      return 'it is outside the folders that this agent may read';
    case TOO_MANY_FILES:
      return `it holds more than ${MOST_FILES.toLocaleString('en')} files: the rest is left out; name fewer by a pattern`;
    default:
      return otherwise;
  }
}
