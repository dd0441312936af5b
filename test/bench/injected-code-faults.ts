// Faults in the code put into fault-free lines: from one place on a service says no more, and neither do those it
// would have called from there.
import { PatternMiner } from '../../src/investigate/patterns/pattern-miner.ts';
import { EventTable, INCIDENT } from '../../src/investigate/suspects/event-table.ts';
import { type Request, requestsOf } from '../../src/investigate/suspects/request-list.ts';
import { nextInSpan } from '../../src/investigate/suspects/transitions.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

export interface CodeFault {
  /** Share of the passes through the place that meet it. */
  share: number;
  /** The service writes an error at a place that was never heard of. */
  says?: boolean;
  /** Callers end there as well, each with an error line of its own. */
  spreads?: boolean;
}

const MIN_HITS = 3;

/** Undefined when no place of the service is passed often enough, so that no ranker could know. */
export function injectCodeFault(
  events: LogEvent[],
  service: string,
  fault: CodeFault,
  random: () => number,
): LogEvent[] | undefined {
  const table = new EventTable(new PatternMiner());
  for (const event of events) table.add(event, INCIDENT);
  table.seal();
  const requests = requestsOf(table, INCIDENT);
  const place = placeOf(table, requests, table.services.indexOf(service), random);
  if (place === undefined) return undefined;
  const gone = new Set<number>();
  const said: LogEvent[] = [];
  let hits = 0;
  for (const request of requests) {
    const next = nextInSpan(request);
    request.rows.forEach((row, at) => {
      if (table.saying[row] !== place || next[at]! < 0 || gone.has(row) || random() >= fault.share) return;
      hits++;
      const ends = [request.spanOf[at]!, ...(fault.spreads ? ancestorsOf(request, request.spanOf[at]!) : [])];
      for (let position = at + 1; position < request.rows.length; position++) {
        const isIn = (span: number): boolean => span >= 0 && (ends.includes(span) || isIn(request.spans[span]!.parent));
        if (isIn(request.spanOf[position]!)) gone.add(request.rows[position]!);
      }
      if (fault.says) said.push(...errorLines(events, table, request, at, ends));
    });
  }
  if (hits < MIN_HITS) return undefined;
  const left = events.filter((_, row) => !gone.has(row));
  return [...left, ...said].sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? -1 : 1));
}

/** A place of the service that something of its own follows, by how often it is passed. */
function placeOf(table: EventTable, requests: Request[], service: number, random: () => number): number | undefined {
  const passed: number[] = [];
  for (const request of requests) {
    nextInSpan(request).forEach((next, at) => {
      const row = request.rows[at]!;
      if (next >= 0 && table.service[row] === service) passed.push(table.saying[row]!);
    });
  }
  return passed[Math.floor(random() * passed.length)];
}

function ancestorsOf({ spans }: Request, span: number): number[] {
  const found: number[] = [];
  for (let at = spans[span]!.parent; at >= 0; at = spans[at]!.parent) found.push(at);
  return found;
}

function errorLines(events: LogEvent[], table: EventTable, request: Request, at: number, ends: number[]): LogEvent[] {
  const atMs = table.timeMs[request.rows[at]!]!;
  return ends.map((span, depth) => {
    const model = events[request.rows[request.spans[span]!.first]!]!;
    const message =
      depth === 0 ? 'x.y.InjectedServiceImpl#77 cannot go on' : 'x.y.DispatcherServlet#175 500 from below';
    return {
      ...model,
      '@timestamp': new Date(atMs + 2 + depth * 3).toISOString(),
      log: { level: 'ERROR' },
      message,
      event: { id: `${model.event.id}-${at}-${depth}` },
    };
  });
}
