import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../base/errors.ts';

/** Folder of the built window, seen from dist and from the sources alike. */
export function rendererFolder(): string {
  for (const relative of ['../renderer/', '../../../dist/renderer/']) {
    const folder = fileURLToPath(new URL(relative, import.meta.url));
    if (existsSync(`${folder}index.html`) && existsSync(`${folder}assets`)) return folder;
  }
  throw new AppError('NOT_FOUND', 'The window’s files are not built.', { hint: 'Run npm run build.' });
}
