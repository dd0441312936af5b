// SQLite's errors as ours. The primary result code is the low byte of the extended one.
import { AppError, type ErrorCode, isAppError, messageOf } from '../../base/errors.ts';

interface Meaning {
  code: ErrorCode;
  hint: string;
  retryable?: boolean;
}

const MEANINGS: Record<number, Meaning> = {
  3: { code: 'PERMISSION_DENIED', hint: 'Give yourself the right to read and write the folder.' },
  5: { code: 'STORE_LOCKED', hint: 'Close the other program that has the store open.', retryable: true },
  6: { code: 'STORE_LOCKED', hint: 'Close the other program that has the store open.', retryable: true },
  8: { code: 'STORE_READ_ONLY', hint: 'Make the folder writable, or open the workspace for reading only.' },
  10: { code: 'FILE_UNREADABLE', hint: 'Check the disk: the system reported a read or write error.', retryable: true },
  11: { code: 'STORE_CORRUPT', hint: 'Move this one file away; the rest of the store is not touched by it.' },
  13: {
    code: 'STORE_FULL',
    hint: 'Free some space, or set a smaller retention; writing goes on by itself.',
    retryable: true,
  },
  14: { code: 'FILE_UNREADABLE', hint: 'Check that the file is there and may be opened.' },
  26: { code: 'STORE_CORRUPT', hint: 'Move this one file away; the rest of the store is not touched by it.' },
};

/** Translates what a driver threw while it did `what` on `path`; an AppError passes as it is. */
export function sqliteError(error: unknown, what: string, path: string, resultCode: number | undefined): AppError {
  if (isAppError(error)) return error;
  const primary = resultCode === undefined ? undefined : resultCode & 0xff;
  const meaning = primary === undefined ? undefined : MEANINGS[primary];
  return new AppError(meaning?.code ?? 'INTERNAL', `${what} failed on ${path}: ${messageOf(error)}.`, {
    cause: error,
    hint: meaning?.hint ?? 'Report this with the text above.',
    retryable: meaning?.retryable ?? false,
    details: { path, ...(resultCode === undefined ? {} : { resultCode }) },
  });
}
