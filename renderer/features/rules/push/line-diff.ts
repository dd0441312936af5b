// Lines that differ between two texts, by Myers' O(ND) algorithm ("An O(ND) Difference Algorithm and Its Variations",
// 1986): the shortest script of deletions and insertions.

export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line numbers, from 1; undefined on the side that does not have the line. */
  before: number | undefined;
  after: number | undefined;
}

/** More differing lines than this are shown as one block replaced by another: nobody reads such a diff line by line. */
const MOST_STEPS = 2_000;

/** The lines of both texts in one list. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = before.split('\n');
  const b = after.split('\n');
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const middle = shortestScript(a.slice(head, a.length - tail), b.slice(head, b.length - tail));
  const kinds = [
    ...Array<DiffLine['kind']>(head).fill('same'),
    ...middle,
    ...Array<DiffLine['kind']>(tail).fill('same'),
  ];
  let i = 0;
  let j = 0;
  return kinds.map((kind) => {
    if (kind === 'removed') return { kind, text: a[i++]!, before: i, after: undefined };
    if (kind === 'added') return { kind, text: b[j++]!, before: undefined, after: j };
    j++;
    return { kind, text: a[i++]!, before: i, after: j };
  });
}

function shortestScript(a: readonly string[], b: readonly string[]): DiffLine['kind'][] {
  const most = Math.min(a.length + b.length, MOST_STEPS);
  const frontiers: Map<number, number>[] = [];
  let frontier = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= most; steps++) {
    const next = new Map(frontier);
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
      let x = down ? (frontier.get(k + 1) ?? 0) : (frontier.get(k - 1) ?? 0) + 1;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      next.set(k, x);
      if (x >= a.length && y >= b.length) return trace([...frontiers, frontier], a.length, b.length);
    }
    frontiers.push(frontier);
    frontier = next;
  }
  return [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)];
}

function trace(frontiers: readonly Map<number, number>[], endX: number, endY: number): DiffLine['kind'][] {
  const kinds: DiffLine['kind'][] = [];
  let x = endX;
  let y = endY;
  for (let steps = frontiers.length - 1; steps >= 0; steps--) {
    const frontier = frontiers[steps]!;
    const k = x - y;
    const down = k === -steps || (k !== steps && (frontier.get(k - 1) ?? -1) < (frontier.get(k + 1) ?? -1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = frontier.get(fromK) ?? 0;
    const fromY = fromX - fromK;
    while (x > fromX && y > fromY) {
      kinds.push('same');
      x--;
      y--;
    }
    if (steps > 0) kinds.push(down ? 'added' : 'removed');
    x = fromX;
    y = fromY;
  }
  return kinds.reverse();
}
