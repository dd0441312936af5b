// Files that a scan found and nobody could look at: named once per state, and again readable once.
import { messageOf } from '../../base/errors.ts';
import type { Logger } from '../../ports/logger.ts';
import { codeOf, type FoundFile } from '../scanner/scanner.ts';

export interface UnreadableFile {
  path: string;
  rule: string;
  code: string;
  message: string;
}

export class UnreadableFiles {
  readonly #log: Logger;
  readonly #files = new Map<string, UnreadableFile>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get all(): UnreadableFile[] {
    return [...this.#files.values()];
  }

  note(found: FoundFile, error: unknown): void {
    const code = codeOf(error);
    if (this.#files.get(found.path)?.code !== code) this.#log.warn('file cannot be read', { path: found.path, code });
    this.#files.set(found.path, { path: found.path, rule: found.rule.id, code, message: messageOf(error) });
  }

  noteReadable(path: string): void {
    if (this.#files.delete(path)) this.#log.info('file is readable again', { path });
  }

  /** Forgets what the scan did not find. */
  keepOnly(found: readonly FoundFile[]): void {
    if (this.#files.size === 0) return;
    const paths = new Set(found.map((one) => one.path));
    for (const path of this.#files.keys()) if (!paths.has(path)) this.#files.delete(path);
  }
}
