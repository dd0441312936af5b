// Signs that single lines give, whether they belong to a request or not: crashes, severe lines that are new or more
// frequent, and services that fell silent.
import { levelRank } from '../../model/level.ts';
import { excess } from './contrast.ts';
import { BASELINE, type EventTable, INCIDENT } from './event-table.ts';
import { evidence } from './evidence.ts';
import { percent, sayingText } from './sentences.ts';
import type { Reason } from './suspect.ts';

export interface LineSign {
  service: number;
  reason: Reason;
}

const ERROR_RANK = levelRank('ERROR');
const SLICE_MS = 1_000;
/** A crash is not a matter of frequency. */
const CRASH_NATS = 12;
/** Lines of one second have one cause, seconds of one minute often too: frequency is weak evidence. */
const FREQUENCY_SHARE = 0.25;
const MOST_FREQUENCY_NATS = 5;
const SILENCE_SLICE_MS = 5_000;
const SILENCE_SHARE = 0.5;
const MOST_SILENCE_NATS = 10;

/** Every sign found; several for one service are possible. Services ruled out answer for nobody's errors. */
export function lineSigns(table: EventTable, excluded: ReadonlySet<number>): LineSign[] {
  return [...crashSigns(table), ...severeSigns(table, excluded), ...silenceSigns(table)];
}

function crashSigns(table: EventTable): LineSign[] {
  const byKind = new Map<string, { service: number; name: string; rows: number[]; before: number }>();
  for (const [row, name] of table.crashes) {
    const service = table.service[row]!;
    const key = `${service} ${name}`;
    const known = byKind.get(key) ?? { service, name, rows: [], before: 0 };
    if (table.side[row] === INCIDENT) known.rows.push(row);
    else known.before++;
    byKind.set(key, known);
  }
  return [...byKind.values()].flatMap(({ service, name, rows, before }) => {
    if (rows.length === 0) return [];
    const times = rows.length === 1 ? 'once' : `${rows.length} times`;
    const text = `${table.services[service]} reports "${name}" ${times} (baseline: ${before === 0 ? 'never' : before}).`;
    const score = before === 0 ? CRASH_NATS : (CRASH_NATS * rows.length) / (rows.length + 4 * before);
    return [{ service, reason: { kind: 'crash', text, score, ...evidence(table, rows.slice(0, 3)) } }];
  });
}

interface SevereTally {
  slices: [Set<number>, Set<number>];
  rows: number[];
  named: number;
}

/** Severe sayings by the share of seconds with lines in which they are said. */
function severeSigns(table: EventTable, excluded: ReadonlySet<number>): LineSign[] {
  const active: [Set<number>, Set<number>] = [new Set(), new Set()];
  const tallies = new Map<number, SevereTally>();
  const isAnsweredFor = (other: number | undefined) => other !== undefined && !excluded.has(other);
  for (let row = 0; row < table.size; row++) {
    const side = table.side[row] === INCIDENT ? INCIDENT : BASELINE;
    const slice = Math.floor(table.timeMs[row]! / SLICE_MS);
    active[side].add(slice);
    if (table.level[row]! < ERROR_RANK) continue;
    const tally = tallies.get(table.saying[row]!) ?? { slices: [new Set(), new Set()], rows: [], named: 0 };
    tally.slices[side].add(slice);
    if (side === INCIDENT) tally.rows.push(row);
    if (side === INCIDENT && isAnsweredFor(table.named.get(row))) tally.named++;
    tallies.set(table.saying[row]!, tally);
  }
  return [...tallies].flatMap(([saying, tally]) => severeSign(table, saying, tally, active) ?? []);
}

function severeSign(
  table: EventTable,
  saying: number,
  { slices, rows, named }: SevereTally,
  active: [Set<number>, Set<number>],
): LineSign | undefined {
  const [hits, tries] = [slices[INCIDENT].size, active[INCIDENT].size];
  const before = slices[BASELINE].size;
  const expected = (before + 0.5) / (active[BASELINE].size + 1);
  const nats = Math.min(MOST_FREQUENCY_NATS, FREQUENCY_SHARE * Math.max(0, excess(hits, tries, expected) - 1));
  if (rows.length === 0 || nats <= 0) return undefined;
  const service = table.sayings[saying]!.service;
  const isNew = before === 0;
  const was = isNew ? 'never in the baseline' : `in ${percent(before / active[BASELINE].size)} of the baseline's`;
  const text = `${table.services[service]} says ${sayingText(table, saying)} (error) in ${hits} of ${tries} seconds, ${was}.`;
  // An error that names another service is first of all a sign for that one; see there.
  const own = 1 - 0.8 * (named / rows.length);
  const kind = isNew ? 'new-pattern' : 'changed-pattern';
  return { service, reason: { kind, text, score: nats * own, ...evidence(table, rows.slice(0, 3)) } };
}

/** Services without ids that used to speak all the time and do not at the window's end. */
function silenceSigns(table: EventTable): LineSign[] {
  if (table.sliced.size === 0) return [];
  const sides = [new Set<number>(), new Set<number>()];
  const heard = new Map<number, [Set<number>, Set<number>]>();
  const last = new Map<number, number>();
  for (let row = 0; row < table.size; row++) {
    const side = table.side[row] === INCIDENT ? INCIDENT : BASELINE;
    const slice = Math.floor(table.timeMs[row]! / SILENCE_SLICE_MS);
    sides[side]!.add(slice);
    const service = table.service[row]!;
    if (!table.sliced.has(service)) continue;
    const own = heard.get(service) ?? [new Set(), new Set()];
    own[side].add(slice);
    heard.set(service, own);
    const latest = last.get(service);
    if (latest === undefined || table.timeMs[row]! > table.timeMs[latest]!) last.set(service, row);
  }
  return [...heard].flatMap(([service, own]) => {
    const share = own[BASELINE].size / Math.max(1, sides[BASELINE]!.size);
    const lastHeard = [...own[INCIDENT]].reduce((latest, slice) => Math.max(latest, slice), Number.NEGATIVE_INFINITY);
    const silent = [...sides[INCIDENT]!].filter((slice) => slice > lastHeard).length;
    if (own[BASELINE].size < 3 || silent < 2) return [];
    const nats = Math.min(MOST_SILENCE_NATS, -SILENCE_SHARE * silent * Math.log(Math.max(0.02, 1 - share)) - 1);
    if (nats <= 0) return [];
    const seconds = (silent * SILENCE_SLICE_MS) / 1_000;
    const text = `${table.services[service]} says nothing in the last ${seconds} s of the window; in the baseline it spoke in ${percent(share)} of such stretches.`;
    return [{ service, reason: { kind: 'silence', text, score: nats, ...evidence(table, [last.get(service)!]) } }];
  });
}
