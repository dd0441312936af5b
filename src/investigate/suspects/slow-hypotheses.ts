// Which one trouble explains the slow gaps best: each hypothesis names a service and the roles that would be slow; slow
// gaps with those roles speak for it, usual ones against it.
import type { Role } from './gap-roles.ts';
import type { GapKind } from './slow-gaps.ts';

export interface SlowHypothesis {
  kind: 'slow-service' | 'slow-network';
  service: number;
  /** Nats over all its gaps. */
  score: number;
  /** Gaps that speak for it, heaviest first. */
  gaps: GapKind[];
  /** Kinds of gap it should slow, and how many of them are slow. */
  kinds: number;
  slowKinds: number;
}

const FOOTPRINTS: { kind: SlowHypothesis['kind']; roles: Role[]; share: number }[] = [
  // Something between the service and all who call it.
  { kind: 'slow-network', roles: ['in', 'out'], share: 1 },
  // The whole process is slow: whatever it does.
  { kind: 'slow-service', roles: ['in', 'out', 'own', 'call', 'back', 'between'], share: 1 },
  // Its own work only, such as a store it waits for: also what data does that grows through the day.
  { kind: 'slow-service', roles: ['own'], share: 0.5 },
];
/** Nats that the best of all services and kinds of trouble gets by having been looked for. */
const SEARCH = 1.5;
/**
 * How much a slow gap speaks for a service by its role: a call that is slow is rather the callee's matter than the
 * caller's, and who only passed it on is rarely the cause.
 */
const ROLE_SHARE: Record<Role, number> = { own: 1, in: 1, out: 1, call: 0.9, back: 0.9, between: 0.5 };
const OUTSIDE_SHARE = 0.4;
const EXPLAINED_SHARE = 0.05;
const MAX_HYPOTHESES = 12;

/** Hypotheses by falling weight, each counted on what those before it leave unexplained; one for each service at most. */
export function slowHypotheses(kinds: GapKind[], excluded: ReadonlySet<number>): SlowHypothesis[] {
  const left = new Map(kinds.map((kind) => [kind, Math.max(0, kind.weight)]));
  const services = new Set(kinds.flatMap((kind) => kind.roles.map(({ service }) => service)));
  for (const service of excluded) services.delete(service);
  const found: SlowHypothesis[] = [];
  while (found.length < MAX_HYPOTHESES) {
    let best: SlowHypothesis | undefined;
    for (const service of services) {
      for (const footprint of FOOTPRINTS) {
        const candidate = weigh(footprint, service, kinds, left);
        if (candidate.score > (best?.score ?? 0)) best = candidate;
      }
    }
    if (best === undefined) break;
    found.push(best);
    services.delete(best.service);
    for (const gap of best.gaps) left.set(gap, left.get(gap)! * EXPLAINED_SHARE);
  }
  return found;
}

function weigh(
  { kind, roles, share: trust }: (typeof FOOTPRINTS)[number],
  service: number,
  kinds: GapKind[],
  left: Map<GapKind, number>,
): SlowHypothesis {
  let score = 0;
  let count = 0;
  const gaps: GapKind[] = [];
  for (const gap of kinds) {
    const role = gap.roles.find((each) => each.service === service && roles.includes(each.role))?.role;
    if (role === undefined) continue;
    const share = ROLE_SHARE[role] * (gap.isOutside ? OUTSIDE_SHARE : 1);
    const weight = left.get(gap)!;
    if (weight > 0) gaps.push(gap);
    score += share * (weight > 0 ? weight : Math.min(0, gap.weight));
    if (!gap.isOutside) count++;
  }
  gaps.sort((a, b) => b.weight - a.weight);
  return {
    kind,
    service,
    score: discounted(score * trust),
    gaps,
    kinds: count,
    slowKinds: gaps.filter((gap) => !gap.isOutside).length,
  };
}

/** Less what having looked for it gives, softly: weak findings stay in their order. */
function discounted(score: number): number {
  return score <= 0 ? 0 : (score * score) / (score + SEARCH);
}
