// Signs as sentences with their numbers.
import type { EventTable } from './event-table.ts';
import { END, type SayingChange } from './saying-change.ts';
import type { GapKind } from './slow-gaps.ts';
import type { SlowHypothesis } from './slow-hypotheses.ts';

const LONGEST_NAME = 80;

/** `After A, B follows in 95 % of requests (0 % before), C in 5 % (100 %).` and the like. */
export function changeSentence(table: EventTable, change: SayingChange): string {
  const [before, now] = change.votes;
  const after = sayingText(table, change.after);
  const counts = `${now} requests against ${before} of the baseline`;
  if (change.kind === 'missing-callee') {
    const caller = table.services[table.sayings[change.after]!.service]!;
    const heard = change.lost!;
    return (
      `Between ${after} and ${sayingText(table, change.before ?? END)} of ${caller}, ${table.services[change.service]} ` +
      `is heard in ${percent(heard.window)} of requests where it was in ${percent(heard.baseline)} (${counts}).`
    );
  }
  const gained =
    change.gained &&
    `${nextText(table, change.gained.outcome)} now follows in ${percent(change.gained.window)} of requests (before: ${percent(change.gained.baseline)})`;
  const lost =
    change.lost &&
    `${nextText(table, change.lost.outcome)} in ${percent(change.lost.window)} (before: ${percent(change.lost.baseline)})`;
  return `After ${after}, ${[gained, lost].filter(Boolean).join(', ')}; ${counts}.`;
}

/** Which of a service's gaps are slow, the heaviest one in numbers. */
export function slowSentence(table: EventTable, { kind, service, gaps }: SlowHypothesis): string {
  const name = table.services[service]!;
  const trouble = {
    'slow-network': `Calls to ${name} and its answers are slow while its own work is as ever: trouble on the way to it`,
    'slow-service': `${name} is slow in what it does itself`,
  }[kind];
  const worst = gaps[0]!;
  const others = gaps.length === 1 ? '' : ` and ${gaps.length - 1} more such ${gaps.length === 2 ? 'gap' : 'gaps'}`;
  return `${trouble}: ${gapText(table, worst)}${others}.`;
}

function gapText(table: EventTable, gap: GapKind): string {
  const [from, to] = gap.windowRows!;
  const way = `from ${placeText(table, from)} to ${placeText(table, to)}`;
  return `${way} it took ${milliseconds(gap.slowMs)} in ${gap.hits} of ${gap.tries} cases where ${milliseconds(gap.usualMs)} is usual`;
}

function placeText(table: EventTable, row: number): string {
  const saying = table.saying[row]!;
  return `${table.services[table.service[row]!]} ${sayingText(table, saying)}`;
}

function nextText(table: EventTable, saying: number): string {
  return saying === END ? 'the end' : sayingText(table, saying);
}

/** Place, or template in quotes, cut to a readable length. */
export function sayingText(table: EventTable, saying: number): string {
  const { text, handle } = table.sayings[saying]!;
  const short = text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
  return handle < 0 ? short : `"${short}"`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function milliseconds(ms: number): string {
  return ms >= 10_000 ? `${(ms / 1_000).toFixed(1)} s` : ms >= 10 ? `${Math.round(ms)} ms` : `${ms.toFixed(1)} ms`;
}
