import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/**
 * Takes files out of a zip. `placeOf` gives where a name goes below `folder`, or undefined to leave it; files that
 * may be run stay so.
 */
export async function unzip(file, folder, placeOf) {
  const zip = await open(file);
  return new Promise((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry) => {
      const place = entry.fileName.endsWith('/') ? undefined : placeOf(entry.fileName);
      if (place === undefined) zip.readEntry();
      else extract(zip, entry, path.join(folder, place)).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  });
}

function open(file) {
  return new Promise((resolve, reject) => {
    yauzl.open(file, { lazyEntries: true }, (error, zip) => (error ? reject(error) : resolve(zip)));
  });
}

async function extract(zip, entry, target) {
  mkdirSync(path.dirname(target), { recursive: true });
  const content = await new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
  const isProgram = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0;
  await pipeline(content, createWriteStream(target, { mode: isProgram ? 0o755 : 0o644 }));
}
