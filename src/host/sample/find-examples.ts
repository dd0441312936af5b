import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../base/errors.ts';

const MARK = path.join('examples', 'shop', 'shop.py');

/**
 * The `examples` folder: the nearest one above this file, which may run from `src`, from `dist` or inside a packaged
 * app, where Python and the compiler can read only what lies beside the archive.
 * @throws AppError SAMPLE_UNAVAILABLE when there is none.
 */
export function findExamples(from: string = path.dirname(fileURLToPath(import.meta.url))): string {
  for (let folder = path.resolve(from); ; folder = path.dirname(folder)) {
    const plain = folder.replace(/app\.asar(?=$|[\\/])/, 'app.asar.unpacked');
    for (const root of [plain, path.join(plain, 'resources')]) {
      if (existsSync(path.join(root, MARK))) return path.join(root, 'examples');
    }
    if (path.dirname(folder) === folder) break;
  }
  throw new AppError('SAMPLE_UNAVAILABLE', `No sample shop was found above ${from}`, {
    hint: 'Install Crosstail again; its package holds a folder named examples.',
  });
}
