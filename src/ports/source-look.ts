/** What is behind a path that somebody wants to read. */
export interface LookedAtPath {
  path: string;
  kind: 'file' | 'folder' | 'pattern';
  /** Text files as they stand: they can be followed. */
  plain: string[];
  /** Compressed files and archives: they are read once, nothing is written to them any more. */
  packed: string[];
  /** Guessed from the name, never empty. */
  service: string;
  /** Of the first file that says one; null when none was looked into. */
  format: string | null;
  /** Why nothing can be read; null when something can. */
  problem: string | null;
  unreadable: { path: string; reason: string }[];
}

/** Looks before reading: nothing is stored. */
export interface SourceLook {
  /** One answer a path, in their order. */
  look(paths: readonly string[], signal?: AbortSignal): Promise<LookedAtPath[]>;
}
