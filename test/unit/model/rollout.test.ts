import { expect, test } from 'vitest';
import { holdingOn, isChosen, leastShare, nextTarget } from '../../../src/model/rollout.ts';
import type { Rule, RuleSet } from '../../../src/model/rule.ts';

const HOSTS = Array.from({ length: 2_000 }, (_, i) => `web-${i}.example`);

test('a share of hosts is near what was asked, and each larger share holds the smaller one', () => {
  let before = new Set<string>();
  for (const percent of [0, 5, 25, 50, 100]) {
    const chosen = HOSTS.filter((host) => isChosen({ percent }, host));
    expect(Math.abs(chosen.length / HOSTS.length - percent / 100)).toBeLessThan(0.04);
    for (const host of before) expect(chosen).toContain(host);
    before = new Set(chosen);
  }
});

test('hosts are chosen by name patterns', () => {
  expect(isChosen({ hosts: ['web-*'] }, 'web-1')).toBe(true);
  expect(isChosen({ hosts: ['web-*'] }, 'db-1')).toBe(false);
});

test('elsewhere the revision before holds', () => {
  const rule = (id: string) => ({ id }) as Rule;
  const set: RuleSet = {
    revision: 4,
    rules: [rule('new')],
    rollout: { target: { hosts: ['a'] }, state: 'running', stable: { revision: 3, rules: [rule('old')] } },
  };
  expect(holdingOn(set, 'a')).toEqual({ revision: 4, rules: [rule('new')] });
  expect(holdingOn(set, 'b')).toEqual({ revision: 3, rules: [rule('old')] });
});

test('stages by share grow to every host; chosen hosts are followed by all', () => {
  const stages: number[] = [];
  for (
    let target = nextTarget({ percent: 5 });
    target !== undefined && 'percent' in target;
    target = nextTarget(target)
  )
    stages.push(target.percent);
  expect(stages).toEqual([15, 45]);
  expect(nextTarget({ hosts: ['a'] })).toBeUndefined();
});

test('the least share reaches a host, and one less reaches none', () => {
  const few = HOSTS.slice(0, 3);
  const percent = leastShare(few);
  expect(few.some((host) => isChosen({ percent }, host))).toBe(true);
  expect(few.some((host) => isChosen({ percent: percent - 1 }, host))).toBe(false);
});
