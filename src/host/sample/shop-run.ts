import type { SampleFault } from '../../ports/sample.ts';

/** A shop that runs, be it the real programs or a recording of them. */
export interface ShopRun {
  /** Process that holds all others; undefined for a recording, which runs in ours. */
  readonly pid: number | undefined;
  /** Puts a fault in force, in place of the one there may be. */
  inject(fault: SampleFault): Promise<void>;
  /** Ends the fault in force, if there is one. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export interface ShopListener {
  /** A fault began, or ended (null), by itself or on demand. */
  faultChanged(fault: SampleFault | null): void;
  /** The shop ended without being asked to. */
  ended(reason: string): void;
}
