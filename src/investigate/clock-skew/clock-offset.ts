/** How far a host's clock is ahead of the common time (negative: behind). Corrected time = time − offset. */
export interface ClockOffset {
  host: string;
  offsetMs: number;
  /** The true offset lies within offset ± error, as far as the basis can tell. */
  errorMs: number;
  /** Where it comes from: `agent`, `requests`, `manual`. */
  basis: string;
}

export type OffsetByHost = ReadonlyMap<string, number>;

export function offsetByHost(offsets: readonly ClockOffset[]): OffsetByHost {
  return new Map(offsets.map(({ host, offsetMs }) => [host, offsetMs]));
}
