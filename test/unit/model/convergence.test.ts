import { describe, expect, test } from 'vitest';
import { convergenceOf, judgeRollout, type ReportingHost } from '../../../src/model/convergence.ts';
import type { RuleSet } from '../../../src/model/rule.ts';
import { testRule } from '../../conformance/rule-store.suite.ts';

function host(name: string, changes: Partial<ReportingHost['agent']> = {}, present = true): ReportingHost {
  return { host: name, present, agent: { labels: {}, appliedRevision: 3, rules: [], files: [], ...changes } };
}

const web = { ...testRule('a'), hosts: ['web-*'] };

test('each host has its state, those with trouble first', () => {
  const hosts = [
    host('db-1'),
    host('web-1'),
    host('web-2', { appliedRevision: 2 }),
    host('web-3', { rules: [{ rule: 'a', state: 'refused', error: 'no' }] }),
    host('web-4', {}, false),
    host('web-5', { appliedRevision: 4 }),
  ];
  const set: RuleSet = { revision: 3, rules: [web] };
  expect(convergenceOf(hosts, set).map((line) => [line.host, line.state, line.rules, line.error])).toEqual([
    ['web-3', 'refused', ['a'], 'a: no'],
    ['web-2', 'waiting', ['a'], undefined],
    ['web-1', 'applied', ['a'], undefined],
    ['web-5', 'applied', ['a'], undefined],
    ['db-1', 'not-affected', [], undefined],
    ['web-4', 'gone', ['a'], undefined],
  ]);
});

describe('a revision that is tried on some hosts', () => {
  const other = testRule('other');
  const changed = { ...web, service: 'changed' };
  const set: RuleSet = {
    revision: 3,
    rules: [changed, other],
    rollout: { target: { hosts: ['web-1'] }, state: 'running', stable: { revision: 2, rules: [web, other] } },
  };

  test('is wanted there only; the other hosts come later', () => {
    const hosts = [
      host('web-1', { appliedRevision: 2 }),
      host('web-2', { appliedRevision: 2 }),
      host('web-3', { appliedRevision: 1 }),
    ];
    expect(convergenceOf(hosts, set).map(({ host: name, wanted, state }) => [name, wanted, state])).toEqual([
      ['web-1', 3, 'waiting'],
      ['web-3', 2, 'waiting'],
      ['web-2', 2, 'later'],
    ]);
  });

  test('goes on once every chosen host that is there has applied it', () => {
    expect(judgeRollout([host('web-2')], set)).toEqual({ type: 'wait' });
    expect(judgeRollout([host('web-1', { appliedRevision: 2 })], set)).toEqual({ type: 'wait' });
    expect(judgeRollout([host('web-1'), host('web-2', { appliedRevision: 2 })], set)).toEqual({ type: 'ready' });
  });

  test('stops at the first error with a rule that changed, of a host that was chosen', () => {
    const refused = { rules: [{ rule: 'a', state: 'refused', error: 'no' }] };
    expect(judgeRollout([host('web-1', refused)], set)).toEqual({ type: 'stop', reason: 'web-1: a: no' });
    expect(judgeRollout([host('web-1', { ...refused, appliedRevision: 2 })], set)).toEqual({ type: 'wait' });
    expect(judgeRollout([host('web-1'), host('web-2', refused)], set)).toEqual({ type: 'ready' });
    const file = { files: [{ path: '/a.log', rule: 'a', state: 'error', error: 'permission denied' }] };
    expect(judgeRollout([host('web-1', file)], set)).toEqual({
      type: 'stop',
      reason: 'web-1: /a.log: permission denied',
    });
  });

  test('what was wrong with another rule before does not stop it', () => {
    const old = { rules: [{ rule: 'other', state: 'refused', error: 'no' }] };
    expect(judgeRollout([host('web-1', old)], set)).toEqual({ type: 'ready' });
  });
});
