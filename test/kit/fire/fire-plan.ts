import { seededRandom } from '../log-lines.ts';
import { LINKS, type Link } from './fire-cluster.ts';

export const LINK_FAULTS = ['cut', 'delay', 'half-open', 'mute', 'trickle', 'refuse'] as const;
export type LinkFault = (typeof LINK_FAULTS)[number];

/** What is killed by SIGKILL and started again. */
export const PROGRAMS = ['broker', 'agent', 'indexer', 'zookeeper', 'elasticsearch'] as const;
export type Program = (typeof PROGRAMS)[number];

export type Fault = { link: Link; fault: LinkFault } | { kill: Program };

export interface PlanSize {
  /** Faults of links, the same number on each. */
  faults: number;
  /** Times each of broker, agent and indexer is killed. */
  kills: number;
  /** Times each of ZooKeeper and Elasticsearch is killed. */
  restarts: number;
}

const MOST_AT_ONCE = 3;

export function textOf(fault: Fault): string {
  return 'kill' in fault ? `${fault.kill}:kill` : `${fault.link}:${fault.fault}`;
}

/** Rounds of one to three faults at different places at the same time, in an order that the seed gives. */
export function planFaults({ faults, kills, restarts }: PlanSize, seed: number): Fault[][] {
  const random = seededRandom(seed);
  const all: Fault[] = Array.from({ length: faults }, (_, i) => ({
    link: LINKS[i % LINKS.length]!,
    fault: LINK_FAULTS[Math.floor(i / LINKS.length) % LINK_FAULTS.length]!,
  }));
  for (const kill of PROGRAMS) {
    const times = kill === 'zookeeper' || kill === 'elasticsearch' ? restarts : kills;
    for (let i = 0; i < times; i++) all.push({ kill });
  }
  const shuffled = all.map((fault) => ({ fault, at: random() })).sort((a, b) => a.at - b.at);
  const rounds: Fault[][] = [];
  for (const { fault } of shuffled) {
    const last = rounds.at(-1);
    const isFree = last !== undefined && !last.some((other) => placeOf(other) === placeOf(fault));
    if (isFree && last.length < MOST_AT_ONCE && random() < 2 / 3) last.push(fault);
    else rounds.push([fault]);
  }
  return rounds;
}

function placeOf(fault: Fault): string {
  return 'kill' in fault ? fault.kill : fault.link;
}
