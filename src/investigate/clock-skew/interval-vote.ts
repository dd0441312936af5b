// The offset that most witnesses allow: each says "it lies in one of these intervals", all but one of them wrongly.

/** Closed interval of offsets in ms. */
export type Interval = [from: number, to: number];

export interface Agreement {
  from: number;
  to: number;
  /** Witnesses that allow it. */
  votes: number;
  /** Their conviction, 0 to 1: how much of the witnesses' belief lies here. */
  belief: number;
}

/**
 * A pause little longer than the call in it is more likely the one that waited for it: slack is latency. Slack of this
 * size halves the belief.
 */
const SLACK_MS = 10;
/** Places that nearly as many witnesses allow as the best are decided by belief: a few witnesses may be wrong. */
const NEARLY = 0.9;

/** Offsets on which the witnesses agree best, and how far that can be narrowed. Undefined without a witness. */
export function agree(witnesses: Interval[][]): Agreement | undefined {
  const edges: { at: number; vote: number; belief: number }[] = [];
  for (const witness of witnesses) {
    for (const [from, to] of witness) {
      const belief = SLACK_MS / (SLACK_MS + to - from);
      edges.push({ at: from, vote: 0, belief }, { at: to, vote: 0, belief: -belief });
    }
    for (const [from, to] of union(witness))
      edges.push({ at: from, vote: 1, belief: 0 }, { at: to, vote: -1, belief: 0 });
  }
  // At one place starts come before ends: touching intervals agree there.
  edges.sort((a, b) => a.at - b.at || b.vote + b.belief - a.vote - a.belief);
  const places: Place[] = [];
  let [votes, belief] = [0, 0];
  edges.forEach((edge, index) => {
    votes += edge.vote;
    belief += edge.belief;
    const next = edges[index + 1]?.at;
    if (next !== undefined && next > edge.at) places.push({ from: edge.at, to: next, votes, belief });
  });
  const best = bestRun(places);
  return best === undefined ? undefined : narrow(witnesses, best, witnesses.length);
}

interface Place {
  from: number;
  to: number;
  votes: number;
  belief: number;
}

/** The most believed of the stretches that nearly all allow, and in it the widest place that most allow. */
function bestRun(places: Place[]): Place | undefined {
  const most = places.reduce((max, place) => Math.max(max, place.votes), 0);
  const runs: Place[][] = [];
  for (const place of places) {
    if (place.votes < most * NEARLY || place.votes === 0) continue;
    const run = runs.at(-1);
    if (run !== undefined && run.at(-1)!.to === place.from) run.push(place);
    else runs.push([place]);
  }
  const belief = (run: Place[]) =>
    run.reduce((sum, place) => sum + place.belief * (place.to - place.from), 0) / (run.at(-1)!.to - run[0]!.from);
  const run = runs.reduce<Place[]>((top, each) => (top.length > 0 && belief(top) >= belief(each) ? top : each), []);
  if (run.length === 0) return undefined;
  const top = run.reduce((max, place) => Math.max(max, place.votes), 0);
  // Places of equal votes that touch are one.
  const joined: Place[] = [];
  for (const place of run) {
    const last = joined.at(-1);
    if (place.votes === top && last !== undefined && last.to === place.from) last.to = place.to;
    else if (place.votes === top) joined.push({ ...place });
  }
  const widest = joined.reduce((wide, each) => (each.to - each.from > wide.to - wide.from ? each : wide));
  return { ...widest, belief: belief(run) };
}

/** Overlapping intervals of one witness made one, so that it votes once for any offset. */
function union(intervals: Interval[]): Interval[] {
  const merged: Interval[] = [];
  for (const [from, to] of [...intervals].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

function narrow(witnesses: Interval[][], { from, to, belief }: Place, count: number): Agreement {
  const middle = (from + to) / 2;
  const votes = witnesses.filter((witness) => witness.some((each) => each[0] <= middle && middle <= each[1])).length;
  return { from, to, votes, belief: belief / count };
}
