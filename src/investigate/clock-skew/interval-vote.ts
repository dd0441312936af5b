// The offset that most witnesses allow: each says "it lies in one of these intervals", some of them wrongly.

/** Closed interval of offsets in ms. */
export type Interval = [from: number, to: number];

export interface Agreement {
  from: number;
  to: number;
  /** Witnesses that allow it. */
  votes: number;
}

/** Overlapping intervals of one witness made one, so that it votes once for any offset. */
export function union(intervals: Interval[]): Interval[] {
  const sorted = [...intervals].sort((a, b) => a[0] - b[0]);
  const merged: Interval[] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Stretch of offsets that most witnesses allow; the widest of several equals. Undefined without a witness. */
export function agree(witnesses: Interval[][]): Agreement | undefined {
  const edges: { at: number; step: 1 | -1 }[] = [];
  for (const witness of witnesses) {
    for (const [from, to] of union(witness)) edges.push({ at: from, step: 1 }, { at: to, step: -1 });
  }
  // At one place starts come before ends: touching intervals agree there.
  edges.sort((a, b) => a.at - b.at || b.step - a.step);
  let votes = 0;
  let best: Agreement | undefined;
  edges.forEach(({ at, step }, index) => {
    votes += step;
    const to = edges[index + 1]?.at;
    if (step !== 1 || to === undefined) return;
    const isBetter =
      best === undefined || votes > best.votes || (votes === best.votes && to - at > best.to - best.from);
    if (isBetter) best = { from: at, to, votes };
  });
  return best;
}
