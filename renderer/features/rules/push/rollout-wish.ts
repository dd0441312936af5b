// How a push is to begin, as it is being chosen.
import type { RolloutPlan } from '../../../../src/model/rollout.ts';

export interface RolloutWish {
  where: 'all' | 'share' | 'hosts';
  percent: string;
  hosts: string;
  isByItself: boolean;
  restSeconds: string;
}

export const AT_ONCE: RolloutWish = { where: 'all', percent: '10', hosts: '', isByItself: false, restSeconds: '30' };

/** The plan; undefined for every host at once, `incomplete` while it cannot be pushed. */
export function planOf(wish: RolloutWish): RolloutPlan | undefined | 'incomplete' {
  if (wish.where === 'all') return undefined;
  const restMs = Number(wish.restSeconds) * 1_000;
  if (wish.isByItself && !(restMs >= 1_000 && restMs <= 86_400_000)) return 'incomplete';
  const rest = wish.isByItself ? { restMs: Math.round(restMs) } : {};
  if (wish.where === 'share') {
    const percent = Number(wish.percent);
    return percent > 0 && percent < 100 ? { target: { percent }, ...rest } : 'incomplete';
  }
  const hosts = wish.hosts.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim()]));
  return hosts.length > 0 ? { target: { hosts }, ...rest } : 'incomplete';
}
