// Suspects in harder settings than the recorded cases, made from them: node test/bench/suspects-hard.ts DATA [SETTING…]
// DATA holds incidents/<case>/{baseline,incident}.ndjson.gz and labels.json. Prints AS@1 and AS@3 for each setting (ties
// count against the ranker), how quiet windows score, and the AUC of the top score.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rankSuspects } from '../../src/investigate/suspects/rank-suspects.ts';
import { LIKELY_SCORE, type Suspect } from '../../src/investigate/suspects/suspect.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { readIncidentPart } from '../kit/labelled-incidents.ts';
import { type CodeFault, injectCodeFault } from './injected-code-faults.ts';
import { injectCpu, injectNetwork, injectSlowStore, injectWholeNetwork, randomFrom } from './injected-faults.ts';

interface Case {
  name: string;
  service: string;
  baseline: LogEvent[];
  incident: LogEvent[];
}

const [data, ...wanted] = process.argv.slice(2);
if (data === undefined || !existsSync(`${data}/labels.json`)) {
  console.error('suspects-hard DATA [SETTING…]: DATA holds incidents/ and labels.json');
  process.exit(2);
}
const verbose = process.env.VERBOSE !== undefined;

const labels = JSON.parse(readFileSync(`${data}/labels.json`, 'utf8')) as Record<string, { service: string }>;
const cases: Case[] = readdirSync(`${data}/incidents`)
  .sort()
  .map((name) => ({
    name,
    service: labels[name]!.service,
    baseline: readIncidentPart(data, name, 'baseline'),
    incident: readIncidentPart(data, name, 'incident'),
  }));

const timeOf = (event: LogEvent) => Date.parse(event['@timestamp']);
const first = (events: LogEvent[], ms: number) => events.filter((event) => timeOf(event) - timeOf(events[0]!) < ms);
const half = (events: LogEvent[], salt: number) =>
  events.filter((event) => (Number.parseInt(event.trace!.id.slice(-4), 16) + salt) % 2 === 0);

/** Fault-free stretches: the baseline's runs without a pause of more than 20 s. */
function stretches(events: LogEvent[]): LogEvent[][] {
  const runs: LogEvent[][] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    if (timeOf(event) - lastMs > 20_000) runs.push([]);
    runs.at(-1)!.push(event);
    lastMs = timeOf(event);
  }
  return runs;
}

/** Quiet windows: each long fault-free stretch against the others. */
function quietCases(): Case[] {
  const seen = new Set<string>();
  const quiet: Case[] = [];
  for (const { name, baseline } of cases) {
    for (const run of stretches(baseline)) {
      const key = run[0]!['@timestamp'];
      if (run.length < 800 || seen.has(key)) continue;
      seen.add(key);
      const rest = baseline.filter((event) => !run.includes(event));
      quiet.push({ name: `${name}@${key.slice(11, 19)}`, service: '', baseline: rest, incident: run });
    }
  }
  return quiet;
}

const shuffledName = (name: string) => `svc${[...name].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 9973, 7)}`;
function renamed({ name, service, baseline, incident }: Case): Case {
  const rename = (event: LogEvent): LogEvent => ({
    ...event,
    service: { name: shuffledName(event.service!.name) },
    host: { name: shuffledName(event.host!.name) },
    message: event.message.replace(
      /([\w.$[\]]+)#(\d+)/,
      (_, place: string, line: string) => `${shuffledName(place)}.K#${Number(line) * 7 + 3}`,
    ),
  });
  return { name, service: shuffledName(service), baseline: baseline.map(rename), incident: incident.map(rename) };
}

const unplaced = (event: LogEvent): LogEvent => ({ ...event, message: event.message.replace(/^\S+ \S+ +\S+ /, '') });

const quiet = quietCases();
const services = [...new Set(cases.flatMap(({ baseline }) => baseline.map((event) => event.service!.name)))].sort();

type Injection = (events: LogEvent[], service: string, random: () => number) => LogEvent[] | undefined;

function codeFault(
  [events, service, random]: Parameters<Injection>,
  fault: CodeFault,
): [LogEvent[], string, CodeFault, () => number] {
  return [events, service, fault, random];
}

function injected(inject: Injection): Case[] {
  const made: Case[] = [];
  quiet.forEach((window, index) => {
    services.forEach((service, at) => {
      if ((at + index) % 3 !== 0) return;
      const incident = inject(window.incident, service, randomFrom(index * 100 + at));
      if (incident !== undefined) made.push({ ...window, name: `${window.name} ${service}`, service, incident });
    });
  });
  return made;
}

const SETTINGS: Record<string, () => Case[]> = {
  recorded: () => cases,
  renamed: () => cases.map(renamed),
  'one minute each': () =>
    cases.map((c) => ({ ...c, baseline: longest(c.baseline), incident: first(c.incident, 60_000) })),
  contaminated: () =>
    cases.map((c) => ({
      ...c,
      baseline: [...c.baseline, ...tagged(c.incident.slice(Math.floor(c.incident.length * 0.75)))],
      incident: c.incident.slice(0, Math.floor(c.incident.length * 0.75)),
    })),
  'first 60 s': () => cases.map((c) => ({ ...c, incident: first(c.incident, 60_000) })),
  'first 30 s': () => cases.map((c) => ({ ...c, incident: first(c.incident, 30_000) })),
  'half the traces': () =>
    [0, 1].flatMap((salt) =>
      cases.map((c) => ({ ...c, baseline: half(c.baseline, salt), incident: half(c.incident, salt) })),
    ),
  'patterns for places': () =>
    cases.map((c) => ({ ...c, baseline: c.baseline.map(unplaced), incident: c.incident.map(unplaced) })),
  'injected network 1000 ms': () =>
    injected((events, service, random) => injectNetwork(events, service, 1_000, random)),
  'injected network 100 ms': () => injected((events, service, random) => injectNetwork(events, service, 100, random)),
  'injected cpu': () => injected(injectCpu),
  'injected network, calls too': () => injected(injectWholeNetwork),
  'injected slow store': () => injected(injectSlowStore),
  'injected early return': () => injected((...given) => injectCodeFault(...codeFault(given, { share: 1 }))),
  'injected return, half': () => injected((...given) => injectCodeFault(...codeFault(given, { share: 0.5 }))),
  'injected exception': () =>
    injected((...given) => injectCodeFault(...codeFault(given, { share: 1, says: true, spreads: true }))),
  'injected exception, silent': () =>
    injected((...given) => injectCodeFault(...codeFault(given, { share: 1, spreads: true }))),
  'injected error, half': () =>
    injected((...given) => injectCodeFault(...codeFault(given, { share: 0.5, says: true }))),
};

function longest(events: LogEvent[]): LogEvent[] {
  const run = stretches(events).sort((a, b) => b.length - a.length)[0]!;
  return first(run, 60_000);
}

function tagged(events: LogEvent[]): LogEvent[] {
  return events.map((event) => ({ ...event, event: { id: `c${event.event.id}` } }));
}

function rankOf(suspects: Suspect[], service: string): number {
  const own = suspects.find((suspect) => suspect.service === service);
  return own === undefined ? Number.POSITIVE_INFINITY : suspects.filter(({ score }) => score >= own.score).length;
}

const tops: number[] = [];
for (const [name, make] of Object.entries(SETTINGS)) {
  if (wanted.length > 0 && !wanted.some((text) => name.includes(text))) continue;
  const ranks: number[] = [];
  let worstMs = 0;
  for (const each of make()) {
    const startMs = performance.now();
    const { suspects } = await rankSuspects(each.incident, each.baseline);
    worstMs = Math.max(worstMs, performance.now() - startMs);
    ranks.push(rankOf(suspects, each.service));
    if (name === 'recorded') tops.push(suspects[0]?.score ?? 0);
    if (verbose && ranks.at(-1)! > 1) {
      const shown = suspects
        .slice(0, 3)
        .map((s) => `${s.service} ${s.score.toFixed(2)} ${s.reasons[0]!.kind}`)
        .join(' | ');
      console.log(`    ${each.name} ${each.service} rank ${ranks.at(-1)}: ${shown}`);
    }
  }
  const share = (k: number) => ((100 * ranks.filter((rank) => rank <= k).length) / ranks.length).toFixed(1).padStart(5);
  console.log(
    `${name.padEnd(26)} n=${String(ranks.length).padEnd(4)} AS@1 ${share(1)}  AS@3 ${share(3)}  worst ${worstMs.toFixed(0)} ms`,
  );
}

const quietTops: number[] = [];
for (const { name, baseline, incident } of quiet) {
  const { suspects } = await rankSuspects(incident, baseline);
  quietTops.push(suspects[0]?.score ?? 0);
  if (verbose)
    console.log(
      `    quiet ${name} ${suspects[0]?.service} ${suspects[0]?.score.toFixed(2)} ${suspects[0]?.reasons[0]?.text}`,
    );
}
const likely = quietTops.filter((score) => score >= LIKELY_SCORE).length;
const pairs = tops.flatMap((top) => quietTops.map((other) => (top > other ? 1 : top === other ? 0.5 : 0)));
const auc = pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length;
console.log(
  `${'quiet'.padEnd(26)} n=${quiet.length}  likely ${likely}  highest ${Math.max(...quietTops).toFixed(2)}  AUC of the top score ${auc.toFixed(3)}`,
);
