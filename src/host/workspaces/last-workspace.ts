// Which workspace a console was switched to last, so that the next start opens it again.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder } from './data-folder.ts';

function file(): string {
  return path.join(dataFolder(), 'last-workspace');
}

/** Its name as `--workspace` takes it; undefined when no console was switched yet. */
export function lastWorkspace(): string | undefined {
  try {
    return readFileSync(file(), 'utf8').trim() || undefined;
  } catch {
    // Never switched, or not readable: the default opens, and the person sees which.
    return undefined;
  }
}

/** Keeps it for the next start. */
export function keepLastWorkspace(name: string): void {
  mkdirSync(dataFolder(), { recursive: true, mode: 0o700 });
  const draft = `${file()}.${process.pid}`;
  writeFileSync(draft, `${name}\n`);
  renameSync(draft, file());
}
