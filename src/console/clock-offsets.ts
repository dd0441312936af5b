import type { ClockOffset } from '../investigate/clock-skew/clock-offset.ts';
import { estimateSkew } from '../investigate/clock-skew/estimate-skew.ts';
import type { LogEvent } from '../model/log-event.ts';
import type { TimeRange } from '../model/time-range.ts';
import type { Workspace } from '../ports/workspace.ts';
import { parseQuery } from '../query/parse-query.ts';
import { storedEvents } from './stored-events.ts';

/** Requests around a trace tell the clocks of its hosts: so much time on both sides, so many lines. */
const AROUND_MS = 300_000;
const MAX_LINES = 20_000;

/**
 * Offsets of the hosts in these events: what their agents publish, else what requests that pass through several of
 * them tell. None for events of one host.
 */
export async function clockOffsets(
  workspace: Workspace,
  events: LogEvent[],
  range: TimeRange,
  signal: AbortSignal,
): Promise<ClockOffset[]> {
  const hosts = new Set(events.flatMap((event) => (event.host === undefined ? [] : [event.host.name])));
  if (hosts.size < 2) return [];
  // Who set a clock right by hand knows better than any estimate, and set it by the others as they were written.
  const byHand = events.filter(({ crosstail }) => crosstail?.shifted_ms !== undefined);
  for (const { host } of byHand) if (host !== undefined) hosts.delete(host.name);
  const published = (await workspace.agents.list()).flatMap(({ host, agent }): ClockOffset[] =>
    agent.clock === undefined || !hosts.has(host) ? [] : [{ host, ...agent.clock, basis: 'agent' }],
  );
  if (published.length === hosts.size || byHand.length > 0) return published;
  const around = {
    ...(range.fromMs === undefined ? {} : { fromMs: range.fromMs - AROUND_MS }),
    ...(range.toMs === undefined ? {} : { toMs: range.toMs + AROUND_MS }),
  };
  const nearby = first(storedEvents(workspace.store, parseQuery('id:*'), around, signal), MAX_LINES);
  const estimated = await estimateSkew(nearby, signal);
  const known = new Set(published.map(({ host }) => host));
  return [...published, ...estimated.filter(({ host }) => hosts.has(host) && !known.has(host))];
}

async function* first(events: AsyncIterable<LogEvent>, count: number): AsyncGenerator<LogEvent> {
  let left = count;
  for await (const event of events) {
    if (left-- <= 0) return;
    yield event;
  }
}
