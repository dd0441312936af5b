// Small files read and replaced as a whole.
import { AppError, messageOf } from '../../base/errors.ts';
import type { FileSystem } from '../../ports/file-system.ts';

function codeOf(error: unknown): string | undefined {
  return (error as { code?: string }).code;
}

/** Text of a file; undefined when it is not there. */
export async function readFileText(files: FileSystem, file: string, maxBytes: number): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.readWhole(file, maxBytes));
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new AppError('FILE_UNREADABLE', `${file} cannot be read: ${messageOf(error)}.`, {
      cause: error,
      hint: 'Check that it is a file you may read.',
    });
  }
}

/** Replaces the file durably, or not at all. It and its folder are for their owner only. */
export async function replaceFile(files: FileSystem, directory: string, file: string, text: string): Promise<void> {
  const temporary = `${file}.tmp`;
  try {
    await files.makeDirectory(directory, 0o700);
    const handle = await files.open(temporary, 'write');
    try {
      await handle.write(new TextEncoder().encode(text));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await files.rename(temporary, file);
    await files.syncDirectory(directory);
  } catch (error) {
    const isFull = codeOf(error) === 'ENOSPC';
    throw new AppError(isFull ? 'STORE_FULL' : 'PERMISSION_DENIED', `${file} cannot be written: ${messageOf(error)}.`, {
      cause: error,
      hint: isFull
        ? 'Free some space and try again.'
        : 'Give yourself the right to write it, or choose another folder.',
      retryable: isFull,
    });
  }
}
