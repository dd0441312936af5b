import type { Rule } from './rule.ts';
import { nameMatches } from './selector.ts';

/** True when a rule is for this host: enabled, one of its name patterns fits and all of its labels are there. */
export function isForHost(rule: Rule, host: string, labels: Readonly<Record<string, string>>): boolean {
  if (!rule.enabled) return false;
  if (!rule.hosts.some((pattern) => nameMatches(pattern, host))) return false;
  return Object.entries(rule.labels).every(([name, value]) => {
    const own = Object.hasOwn(labels, name) ? labels[name] : undefined;
    return own !== undefined && nameMatches(value, own);
  });
}
