// Faults put into fault-free lines: delays where a network or a starved process would make them, everything after them
// in the same request later by as much.

import { PatternMiner } from '../../src/investigate/patterns/pattern-miner.ts';
import { EventTable, INCIDENT } from '../../src/investigate/suspects/event-table.ts';
import { gapsOf } from '../../src/investigate/suspects/gap-roles.ts';
import { requestsOf } from '../../src/investigate/suspects/request-list.ts';
import type { LogEvent } from '../../src/model/log-event.ts';

/** Repeatable numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

type Delay = (role: string, usualMs: number) => number;

/** Packets of the service are late: its answers always, the way to it when a connection must be opened. */
export function injectNetwork(
  events: LogEvent[],
  service: string,
  ms: number,
  random: () => number,
): LogEvent[] | undefined {
  return delayed(events, service, (role) => {
    if (role === 'out') return ms * (0.98 + 0.04 * random());
    return role === 'in' && random() < 0.65 ? ms * (0.98 + 0.04 * random()) : 0;
  });
}

/** Every packet that leaves the service is late: its answers, its calls and what it asks of a store. */
export function injectWholeNetwork(events: LogEvent[], service: string, random: () => number): LogEvent[] | undefined {
  return delayed(events, service, (role) => {
    const ms = 500 * (0.98 + 0.04 * random());
    if (role === 'out') return ms;
    if (role === 'call') return random() < 0.5 ? 2 * ms : ms;
    return role === 'in' && random() < 0.65 ? ms : 0;
  });
}

/** What the service does itself takes long now and then, as with a store that waits for a lock. */
export function injectSlowStore(events: LogEvent[], service: string, random: () => number): LogEvent[] | undefined {
  return delayed(events, service, (role) => (role === 'own' && random() < 0.4 ? 200 + 600 * random() : 0), 'own');
}

/** The service's process gets its processor in turns of 100 ms: the longer it works, the likelier it is put off. */
export function injectCpu(events: LogEvent[], service: string, random: () => number): LogEvent[] | undefined {
  return delayed(events, service, (role, usualMs) => {
    const chance = role === 'out' || role === 'call' ? 0.15 : Math.min(0.85, 0.1 + usualMs / 8);
    return random() < chance ? 20 + 80 * random() + (random() < 0.3 ? 100 : 0) : 0;
  });
}

/** Undefined when the service hardly takes part, so that no ranker could know. */
function delayed(events: LogEvent[], service: string, delay: Delay, counted?: 'own'): LogEvent[] | undefined {
  const table = new EventTable(new PatternMiner());
  for (const event of events) table.add(event, INCIDENT);
  table.seal();
  const index = table.services.indexOf(service);
  const shift = new Float64Array(events.length);
  let hit = 0;
  let waitedMs = 0;
  for (const request of requestsOf(table, INCIDENT)) {
    let lateMs = 0;
    const root = request.spans[0]!.service === index;
    // A client that is one step further only when it has its answer: later requests start later.
    if (root) waitedMs += delay('in', 5);
    shift[request.rows[0]!] = waitedMs;
    for (const gap of gapsOf(table, request)) {
      for (const { service: each, role } of gap.roles) {
        if (each !== index) continue;
        const ms = delay(role, gap.ms);
        if (ms > 0 && (role === 'own') === (counted === 'own')) hit++;
        lateMs += ms;
      }
      shift[gap.to] = waitedMs + lateMs;
    }
    if (root) waitedMs += lateMs + delay('out', 2);
  }
  if (hit < 3) return undefined;
  const moved = events.map((event, row) => ({
    ...event,
    '@timestamp': new Date(table.timeMs[row]! + shift[row]!).toISOString(),
  }));
  return moved.sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? -1 : 1));
}
