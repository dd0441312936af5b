// Requests of one window: rows by time, spans with the parents that time gives away.
import { BASELINE, type EventTable, INCIDENT, type Side } from './event-table.ts';

export interface Request {
  /** Rows of the table by time. */
  rows: number[];
  /** Parallel to rows: index into `spans`. */
  spanOf: number[];
  spans: RequestSpan[];
  /** The window's edge may have cut off what came after the last row. */
  isCut: boolean;
  /** A second of a stream without ids, not a request: its end and its pauses say nothing. */
  isSlice: boolean;
}

export interface RequestSpan {
  service: number;
  /** Positions in `rows` of its first and last line. */
  first: number;
  last: number;
  /** Index of the enclosing span; −1 for one that nothing encloses. */
  parent: number;
}

/** Requests of one side in order of their first line. */
export function requestsOf(table: EventTable, side: Side): Request[] {
  const byRequest = new Map<number, number[]>();
  for (let row = 0; row < table.size; row++) {
    const request = table.request[row]!;
    if (table.side[row] !== side || request < 0) continue;
    const rows = byRequest.get(request);
    if (rows === undefined) byRequest.set(request, [row]);
    else rows.push(row);
  }
  const { timeMs } = table;
  const requests = [...byRequest.values()].map((rows) => {
    rows.sort((a, b) => timeMs[a]! - timeMs[b]! || a - b);
    return request(table, rows);
  });
  requests.sort((a, b) => timeMs[a.rows[0]!]! - timeMs[b.rows[0]!]!);
  markCut(table, requests);
  return requests;
}

function request(table: EventTable, rows: number[]): Request {
  const index = new Map<number, number>();
  const spans: RequestSpan[] = [];
  const spanOf = rows.map((row, position) => {
    const key = table.span[row]!;
    let span = index.get(key);
    if (span === undefined) {
      span = spans.push({ service: table.service[row]!, first: position, last: position, parent: -1 }) - 1;
      index.set(key, span);
    }
    spans[span]!.last = position;
    return span;
  });
  // A span lies in the innermost one that begins before it and says something after it.
  const open: number[] = [];
  spans.forEach((span, at) => {
    while (open.length > 0 && spans[open.at(-1)!]!.last < span.first) open.pop();
    for (let depth = open.length - 1; depth >= 0 && span.parent < 0; depth--) {
      if (spans[open[depth]!]!.last > span.last) span.parent = open[depth]!;
    }
    open.push(at);
  });
  return { rows, spanOf, spans, isCut: false, isSlice: table.sliced.has(table.service[rows[0]!]!) };
}

/** A request is cut when its window falls silent (its end, or a hole in it) sooner than a pause within requests lasts. */
function markCut(table: EventTable, requests: Request[]): void {
  const { timeMs } = table;
  const pauses = requests.flatMap(({ rows }) => rows.slice(1).map((row, at) => timeMs[row]! - timeMs[rows[at]!]!));
  pauses.sort((a, b) => a - b);
  const pauseMs = Math.min(10_000, Math.max(500, pauses[Math.floor(pauses.length * 0.999)] ?? 0));
  const silences = silencesOf(table, table.side[requests[0]?.rows[0] ?? 0] === INCIDENT ? INCIDENT : BASELINE);
  for (const each of requests) {
    const lastMs = timeMs[each.rows.at(-1)!]!;
    const next = firstFrom(silences, lastMs);
    each.isCut = each.isSlice || (next !== undefined && next - lastMs < pauseMs);
  }
}

/** Times after which a window is silent for more than ten seconds, or its lines are not given; its end among them. */
function silencesOf(table: EventTable, side: Side): number[] {
  const times = table.timeMs.filter((_, row) => table.side[row] === side).sort((a, b) => a - b);
  const silences = times.filter((time, at) => at === times.length - 1 || times[at + 1]! - time > 10_000);
  return [...silences, ...table.cuts[side]].sort((a, b) => a - b);
}

/** First of the sorted times that is not before the given one. */
function firstFrom(sorted: number[], fromMs: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < fromMs) low = middle + 1;
    else high = middle;
  }
  return sorted[low];
}
