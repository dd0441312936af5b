// The agent's caps and rhythms. Nothing it holds is unbounded.

export interface AgentLimits {
  /** Descriptors of log files open at once. */
  openFiles: number;
  /** Bytes of events offered to the receiver and not acknowledged. */
  bytesInFlight: number;
  /** Turns at once. */
  workers: number;
  /** Shortest time from scan to scan; a scan never takes more than a twentieth of the time. */
  scanMs: number;
  /** The same while every folder is watched: hints ask for a scan at once. */
  watchedScanMs: number;
  /** How often files that were written to lately are read without being told. */
  pollMs: number;
  /** For so long after its last bytes a file is polled, most recent files first. */
  activeMs: number;
  polledFiles: number;
  /** A checkpoint is written at most this often. */
  saveMs: number;
  /** An ended line is handed out after so long without another: nothing may belong to it any more. */
  quietMs: number;
  /** A line without its end is handed out after so long, marked as partial. */
  partialMs: number;
  /** A file that no glob finds any more is let go after so long without new bytes. */
  graceMs: number;
  /** Files without a name are held up to so many, so many bytes, so long. */
  heldFiles: number;
  heldBytes: number;
  heldMs: number;
  /** Readers kept for files that are at their end. */
  idleReaders: number;
  /** Readers kept that hold something back. */
  pendingReaders: number;
  /** What `stop` waits for acknowledgements. */
  stopMs: number;
}

export const DEFAULT_LIMITS: AgentLimits = {
  openFiles: 160,
  bytesInFlight: 16 * 1024 * 1024,
  workers: 4,
  scanMs: 1_000,
  watchedScanMs: 2_000,
  pollMs: 200,
  activeMs: 10_000,
  polledFiles: 64,
  saveMs: 1_000,
  quietMs: 250,
  partialMs: 2_000,
  graceMs: 60_000,
  heldFiles: 64,
  heldBytes: 4 * 1024 * 1024 * 1024,
  heldMs: 24 * 3_600_000,
  idleReaders: 64,
  pendingReaders: 128,
  stopMs: 10_000,
};
