import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, messageOf } from '../../base/errors.ts';

/**
 * Lines of a text file in batches, without their ends (`\n` or `\r\n`); `.gz` is unpacked, `-` is standard input.
 * A last line without an end counts. Rejects FILE_UNREADABLE.
 */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  const file: Readable = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 18 });
  const source: Readable = path.endsWith('.gz') ? unpack(file) : file;
  source.setEncoding('utf8');
  let rest = '';
  try {
    for await (const chunk of source as AsyncIterable<string>) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines.map(withoutReturn);
    }
  } catch (error) {
    throw new AppError('FILE_UNREADABLE', `Reading "${path}" failed: ${messageOf(error)}.`, {
      hint: 'Check that the file is there, readable and complete.',
      cause: error,
    });
  } finally {
    file.destroy();
  }
  if (rest !== '') yield [withoutReturn(rest)];
}

function unpack(file: Readable): Readable {
  const gunzip = createGunzip();
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
