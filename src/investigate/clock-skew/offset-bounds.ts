// Bounds on clock differences put together: what holds between A and B and between B and C holds between A and C.

export interface Link {
  from: string;
  to: string;
  /** Clock of `to` minus clock of `from` lies between these, ms. */
  low: number;
  high: number;
  /** Links are taken in this order; one that contradicts those before it is left out. */
  rank: number;
}

export interface Offset {
  host: string;
  offsetMs: number;
  errorMs: number;
}

/** Hosts beyond this many are left out: the closure takes the cube of their number. */
const MAX_HOSTS = 300;

/**
 * Offsets of each connected group of hosts against its best-connected one, then moved so that the median is 0; the
 * error is half of what the bounds leave open.
 */
export function offsetsOf(links: Link[]): Offset[] {
  const sorted = [...links].sort((a, b) => a.rank - b.rank);
  const hosts = [...new Set(sorted.flatMap(({ from, to }) => [from, to]))].slice(0, MAX_HOSTS);
  const index = new Map(hosts.map((host, at) => [host, at]));
  const bounds = hosts.map((_, a) => hosts.map((_, b) => (a === b ? 0 : Number.POSITIVE_INFINITY)));
  for (const link of sorted) {
    const [from, to] = [index.get(link.from), index.get(link.to)];
    if (from !== undefined && to !== undefined) tighten(bounds, from, to, link);
  }
  return groupsOf(bounds).flatMap((group) => centred(bounds, group, hosts));
}

/** bounds[a][b] is the most that clock b can be ahead of clock a. */
function tighten(bounds: number[][], from: number, to: number, { low, high }: Link): void {
  const isContradicted = high + bounds[to]![from]! < 0 || bounds[from]![to]! - low < 0;
  if (isContradicted) return;
  apply(bounds, from, to, high);
  apply(bounds, to, from, -low);
}

function apply(bounds: number[][], from: number, to: number, most: number): void {
  if (bounds[from]![to]! <= most) return;
  for (const row of bounds) {
    const through = row[from]! + most;
    if (through === Number.POSITIVE_INFINITY) continue;
    bounds[to]!.forEach((rest, at) => {
      if (through + rest < row[at]!) row[at] = through + rest;
    });
  }
}

function groupsOf(bounds: number[][]): number[][] {
  const seen = new Set<number>();
  const groups: number[][] = [];
  bounds.forEach((row, at) => {
    if (seen.has(at)) return;
    const group = row.flatMap((most, other) =>
      Number.isFinite(most) && Number.isFinite(bounds[other]![at]!) ? [other] : [],
    );
    for (const member of group) seen.add(member);
    if (group.length > 1) groups.push(group);
  });
  return groups;
}

function centred(bounds: number[][], group: number[], hosts: string[]): Offset[] {
  const openness = (at: number) => group.reduce((sum, other) => sum + bounds[at]![other]! + bounds[other]![at]!, 0);
  const reference = group.reduce((best, at) => (openness(at) < openness(best) ? at : best));
  const offsets = group.map((at) => {
    const [high, low] = [bounds[reference]![at]!, -bounds[at]![reference]!];
    return { host: hosts[at]!, offsetMs: (high + low) / 2, errorMs: (high - low) / 2 };
  });
  const middle = offsets.map(({ offsetMs }) => offsetMs).sort((a, b) => a - b)[(offsets.length - 1) >> 1]!;
  return offsets.map(({ host, offsetMs, errorMs }) => ({ host, offsetMs: offsetMs - middle, errorMs }));
}
