// Figures of the investigation on labelled data: node test/bench/answers.ts DATA
// DATA holds loghub/<set>/{content.txt,<set>_2k.log_structured.csv}, incidents/<case>/… and labels.json. Prints grouping
// accuracy and lines per CPU second of the miner, the rank of each labelled culprit, and how far injected clock offsets
// are missed; then what stored-answers.ts prints. Harder settings of the suspects: suspects-hard.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { estimateSkew } from '../../src/investigate/clock-skew/estimate-skew.ts';
import { PatternMiner } from '../../src/investigate/patterns/pattern-miner.ts';
import { preciseTimeOf } from '../../src/investigate/precise-time.ts';
import { rankSuspects } from '../../src/investigate/suspects/rank-suspects.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { readIncidentPart } from '../kit/labelled-incidents.ts';
import { randomFrom } from './injected-faults.ts';

const data = process.argv[2];
if (data === undefined || !existsSync(`${data}/labels.json`)) {
  console.error('answers DATA: DATA holds loghub/, incidents/ and labels.json');
  process.exit(2);
}

function cellsOf(csv: string): string[][] {
  const rows: string[][] = [];
  for (const match of csv.matchAll(/("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/g)) {
    if (rows.length === 0) rows.push([]);
    rows.at(-1)!.push(match[1]!);
    if (match[2] !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

/** Lines in groups that are exactly those of the truth, as a share. */
function groupingAccuracy(truth: readonly unknown[], given: readonly unknown[]): number {
  const groups = (ids: readonly unknown[]) => {
    const found = new Map<unknown, number[]>();
    ids.forEach((id, line) => {
      const group = found.get(id);
      if (group === undefined) found.set(id, [line]);
      else group.push(line);
    });
    return [...found.values()];
  };
  const right = new Set(groups(given).map(String));
  const hits = groups(truth).filter((group) => right.has(String(group)));
  return hits.reduce((sum, group) => sum + group.length, 0) / truth.length;
}

/**
 * How far lines of requests bind a host's clock at best, ms: the quickest way in (from the last line elsewhere to the
 * first one here) or out, whichever is longer. No estimate from such lines can be surer.
 */
function oneWayBound(events: readonly LogEvent[], host: string): number {
  const requests = new Map<string, LogEvent[]>();
  for (const event of events) requests.set(event.trace!.id, [...(requests.get(event.trace!.id) ?? []), event]);
  let [wayIn, wayOut] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const lines of requests.values()) {
    const sorted = lines
      .map((event) => ({ isHere: event.host!.name === host, timeMs: preciseTimeOf(event) }))
      .sort((a, b) => a.timeMs - b.timeMs);
    for (const [at, line] of sorted.entries()) {
      const next = sorted[at + 1];
      if (next === undefined || next.isHere === line.isHere) continue;
      const ms = next.timeMs - line.timeMs;
      if (next.isHere) wayIn = Math.min(wayIn, ms);
      else wayOut = Math.min(wayOut, ms);
    }
  }
  return Math.max(wayIn, wayOut);
}

interface LabelledSet {
  name: string;
  lines: string[];
  truth: (string | undefined)[];
}

/** Of a set's lines which are mined, in which order: the miner must not lean on how the sets happen to be cut. */
const CUTS: Record<string, (count: number) => number[]> = {
  whole: (count) => all(count),
  'first half': (count) => all(count).slice(0, count / 2),
  'second half': (count) => all(count).slice(count / 2),
  shuffled: (count) => shuffled(count),
  'one in three': (count) => shuffled(count).slice(0, count / 3),
  'one in ten': (count) => shuffled(count).slice(0, count / 10),
};
const all = (count: number) => Array.from({ length: count }, (_, at) => at);

function shuffled(count: number): number[] {
  const random = randomFrom(17);
  return all(count)
    .map((at) => ({ at, by: random() }))
    .sort((a, b) => a.by - b.by)
    .map(({ at }) => at);
}

function accuracyOf({ lines, truth }: LabelledSet, cut: (count: number) => number[]): number {
  const chosen = cut(lines.length);
  const miner = new PatternMiner();
  const handles = chosen.map((at) => miner.add(lines[at]!));
  return groupingAccuracy(
    chosen.map((at) => truth[at]),
    handles.map((handle) => miner.resolve(handle)),
  );
}

const sets = readdirSync(`${data}/loghub`)
  .filter((name) => existsSync(`${data}/loghub/${name}/content.txt`))
  .map((name): LabelledSet => {
    const [head, ...rows] = cellsOf(readFileSync(`${data}/loghub/${name}/${name}_2k.log_structured.csv`, 'utf8'));
    const lines = readFileSync(`${data}/loghub/${name}/content.txt`, 'utf8').trimEnd().split('\n');
    return { name, lines, truth: rows.map((row) => row[head!.indexOf('EventId')]) };
  });
const everything = sets.flatMap(({ lines }) => lines);
for (const [cut, chosen] of Object.entries(CUTS)) {
  const accuracies = sets.map((set) => accuracyOf(set, chosen));
  const each = sets.map(({ name }, at) => `${name} ${accuracies[at]!.toFixed(2)}`).join('  ');
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / sets.length;
  console.log(`patterns ${cut.padEnd(12)} mean GA ${mean.toFixed(3)}   ${each}`);
}

const ROUNDS = 20;
const before = process.cpuUsage();
const miner = new PatternMiner();
for (let round = 0; round < ROUNDS; round++) for (const line of everything) miner.add(line);
const cpu = process.cpuUsage(before);
const perSecond = (ROUNDS * everything.length) / ((cpu.user + cpu.system) / 1e6);
console.log(`patterns ${Math.round(perSecond).toLocaleString('en')} lines per CPU second`);

const labels = JSON.parse(readFileSync(`${data}/labels.json`, 'utf8')) as Record<
  string,
  { service: string; type: string }
>;
let first = 0;
for (const [name, { service, type }] of Object.entries(labels)) {
  const [baseline, incident] = (['baseline', 'incident'] as const).map((part) => readIncidentPart(data, name, part));
  const start = process.cpuUsage();
  const { suspects } = await rankSuspects(incident!, baseline!);
  const cpuMs = process.cpuUsage(start).user / 1_000;
  const rank = suspects.findIndex((suspect) => suspect.service === service) + 1;
  if (rank === 1) first++;
  console.log(
    `suspects ${name} ${type.padEnd(14)} rank ${rank} of ${suspects.length}, score ${suspects[0]?.score.toFixed(2)}, ${cpuMs.toFixed(0)} ms of CPU`,
  );
}
console.log(`suspects first in ${first} of ${Object.keys(labels).length}`);

const recorded = readIncidentPart(data, Object.keys(labels)[0]!, 'baseline');
const hosts = [...new Set(recorded.map((event) => event.host!.name))];
const injections = [-300_000, -1_234, 37, 5_000, 61_000, 300_000];
const misses: { ms: number; boundMs: number }[] = [];
for (const [index, host] of hosts.entries()) {
  const injected = injections[index % injections.length]!;
  const shifted = recorded.map((event) =>
    event.host!.name === host
      ? { ...event, '@timestamp': new Date(Date.parse(event['@timestamp']) + injected).toISOString() }
      : event,
  );
  const found = (await estimateSkew(shifted)).find((offset) => offset.host === host);
  misses.push({
    ms: found === undefined ? Number.POSITIVE_INFINITY : Math.abs(found.offsetMs - injected),
    boundMs: oneWayBound(recorded, host),
  });
}
const worst = misses.reduce((max, miss) => (miss.ms > max.ms ? miss : max));
const within = misses.filter(({ ms }) => ms <= 20).length;
const withinBound = misses.filter(({ ms, boundMs }) => ms <= Math.max(20, boundMs)).length;
console.log(
  `clock skew: ${within} of ${misses.length} injected offsets within 20 ms, ${withinBound} within 20 ms or the one-way bound; worst ${worst.ms.toFixed(0)} ms (bound ${worst.boundMs.toFixed(0)} ms)`,
);

await import('./stored-answers.ts');
