// How the store's figures are taken and printed: wall time, which a loaded machine spoils, and CPU time, which it does
// not; beside what is asked for.

/** What a figure is to be. */
export interface Wanted {
  atMost?: number;
  atLeast?: number;
}

/** User and system time of this process with all its threads. */
export function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function printFigure(name: string, value: number, wanted: Wanted, note = ''): void {
  const { atMost, atLeast } = wanted;
  const isMet = value <= (atMost ?? Infinity) && value >= (atLeast ?? -Infinity);
  const limit = atMost === undefined ? (atLeast === undefined ? '' : `≥ ${short(atLeast)}`) : `≤ ${short(atMost)}`;
  const verdict = limit === '' ? '' : `must ${limit}: ${isMet ? 'holds' : 'DOES NOT HOLD'}`;
  console.log(`${name.padEnd(46)} ${short(value).padStart(10)}  ${verdict.padEnd(30)} ${note}`.trimEnd());
}

/** Asks `times` times after a first time that does not count; prints the median wall time, the 95th percentile, the CPU. */
export async function measure(
  name: string,
  times: number,
  wanted: Wanted,
  work: () => Promise<number | string>,
): Promise<void> {
  let result = await work();
  const took: number[] = [];
  const startCpu = cpuSeconds();
  for (let i = 0; i < times; i++) {
    const startMs = performance.now();
    result = await work();
    took.push(performance.now() - startMs);
  }
  const cpuMs = ((cpuSeconds() - startCpu) * 1_000) / times;
  took.sort((a, b) => a - b);
  const at = (share: number) => took[Math.min(took.length - 1, Math.floor(took.length * share))]!;
  printFigure(`${name}, ms`, at(0.5), wanted, `p95 ${short(at(0.95))}, CPU ${short(cpuMs)} (${result})`);
}

function short(value: number): string {
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : value.toFixed(value < 10 ? 2 : 1);
}
