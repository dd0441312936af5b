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
