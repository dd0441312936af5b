import { expect, test } from 'vitest';
import { convergenceOf, type HostStatus } from '../../../../../renderer/features/rules/convergence.ts';
import { testRule } from '../../../../conformance/rule-store.suite.ts';

function host(name: string, changes: Partial<HostStatus['agent']> = {}, present = true): HostStatus {
  return {
    host: name,
    present,
    lastSeenMs: 0,
    agent: {
      id: name,
      host: name,
      pid: 1,
      version: '1',
      labels: {},
      startedAtMs: 0,
      wantedRevision: 3,
      appliedRevision: 3,
      rules: [],
      files: [],
      filesTotal: 0,
      linesPerSecond: 0,
      lagBytes: 0,
      losses: [],
      lossesTotal: 0,
      ...changes,
    },
  };
}

test('each host has its state, those with trouble first', () => {
  const rules = [{ ...testRule('a'), hosts: ['web-*'] }];
  const hosts = [
    host('db-1'),
    host('web-1'),
    host('web-2', { appliedRevision: 2 }),
    host('web-3', { rules: [{ rule: 'a', state: 'refused', error: 'no' }] }),
    host('web-4', {}, false),
  ];
  expect(convergenceOf(hosts, 3, rules).map((line) => [line.host, line.state, line.rules, line.error])).toEqual([
    ['web-3', 'refused', ['a'], 'a: no'],
    ['web-2', 'waiting', ['a'], undefined],
    ['web-1', 'applied', ['a'], undefined],
    ['db-1', 'not-affected', [], undefined],
    ['web-4', 'gone', ['a'], undefined],
  ]);
});
