// What is said next: for each line of a span the next line of the same span, or its end.
import { type Contexts, contrast, vote } from './contrast.ts';
import type { EventTable, Side } from './event-table.ts';
import type { Request } from './request-list.ts';
import { END, type SayingChange, type Step } from './saying-change.ts';

/** Changes of what follows a line within its span: the service that says it is to blame. */
export function transitionChanges(table: EventTable, sides: [Request[], Request[]]): Map<string, SayingChange> {
  const contexts: Contexts = new Map();
  sides.forEach((requests, side) => {
    for (const request of requests) collect(table, request, side as Side, contexts);
  });
  const changes = new Map<string, SayingChange>();
  for (const [key, context] of contexts) {
    const found = contrast(context);
    if (found === undefined || found.score <= 0) continue;
    const after = Number(key.slice(1));
    changes.set(key, {
      kind: 'transition',
      service: table.sayings[after]!.service,
      score: found.score,
      after,
      ...(found.gained && { gained: found.gained }),
      ...(found.lost && { lost: found.lost }),
      votes: context.votes,
      met: 0,
      firsts: 0,
      course: [],
      named: new Map(),
      windowRows: [],
      baselineRows: [],
    });
  }
  return changes;
}

/** Every transition of a request; ends that the window cut off are left out. */
export function* transitionSteps(table: EventTable, request: Request): Generator<Step> {
  const { rows } = request;
  const next = nextInSpan(request);
  for (let at = 0; at < rows.length; at++) {
    const row = rows[at]!;
    const key = `t${table.saying[row]}`;
    const nextRow = next[at]! < 0 ? undefined : rows[next[at]!]!;
    if (nextRow !== undefined) yield { at: next[at]!, key, outcome: table.saying[nextRow]!, rows: [row, nextRow] };
    else if (!request.isCut) yield { at: 2 * rows.length - at, key, outcome: END, rows: [row] };
  }
}

function collect(table: EventTable, request: Request, side: Side, contexts: Contexts): void {
  const counts = new Map<string, Map<number, number>>();
  for (const { key, outcome } of transitionSteps(table, request)) {
    let outcomes = counts.get(key);
    if (outcomes === undefined) {
      outcomes = new Map();
      counts.set(key, outcomes);
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  for (const [key, outcomes] of counts) vote(contexts, key, side, outcomes);
}

/** For each position the position of the next line of the same span, −1 at the span's end. */
export function nextInSpan({ rows, spanOf, spans }: Request): number[] {
  const next = new Array<number>(rows.length).fill(-1);
  const later = new Array<number>(spans.length).fill(-1);
  for (let at = rows.length - 1; at >= 0; at--) {
    next[at] = later[spanOf[at]!]!;
    later[spanOf[at]!] = at;
  }
  return next;
}
