export type SampleFault = 'slow-database' | 'engine-crash' | 'bad-release';

export interface SampleState {
  mode: 'real' | 'recorded' | 'off';
  running: boolean;
  fault: SampleFault | null;
  /** Why a recording is replayed, or why nothing runs. */
  reason: string | null;
  /** Paths of its log files. */
  logs: string[];
}

/** The sample shop of a fresh workspace. */
export interface Sample {
  state(): SampleState;
  /** Rejects SAMPLE_UNAVAILABLE when nothing runs. */
  inject(fault: SampleFault): Promise<SampleState>;
  run(running: boolean): Promise<SampleState>;
}
