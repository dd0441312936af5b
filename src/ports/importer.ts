export interface ImportRequest {
  paths: string[];
  service?: string;
  host?: string;
  format?: string;
  encoding?: string;
  timezone?: string;
}

export interface ImportResult {
  files: number;
  lines: number;
  events: number;
  from: string | null;
  to: string | null;
  services: string[];
  /** Files by the format found in them. */
  formats: Record<string, number>;
  /** Files read in an encoding nobody named, and those with bytes or characters that became U+FFFD (counted). */
  encodings: { path: string; encoding: string; isGuessed: boolean; replaced: number }[];
  /** What was not read, or not to its end, and why. */
  unreadable: { path: string; reason: string }[];
}

export interface ImportProgress {
  files: number;
  events: number;
  /** What is being read now. */
  path: string;
}

/** Reads files of this machine into the workspace, once. */
export interface Importer {
  run(request: ImportRequest, progress: (now: ImportProgress) => void, signal?: AbortSignal): Promise<ImportResult>;
}
