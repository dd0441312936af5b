// @vitest-environment node
import { describe, expect, it } from 'vitest';
import {
  type HostStatus,
  isClockOff,
  isInTrouble,
  matchesHost,
  shortPath,
} from '../../../../../renderer/features/hosts/host-facts.ts';

const host = (agent: Partial<HostStatus['agent']> = {}, present = true): HostStatus => ({
  host: 'engine-1',
  present,
  lastSeenMs: 0,
  agent: {
    id: 'engine-1',
    host: 'engine-1',
    pid: 1,
    version: '0.1.0',
    labels: { role: 'engine' },
    startedAtMs: 0,
    wantedRevision: 42,
    appliedRevision: 42,
    rules: [{ rule: 'inventoryd', state: 'applied' }],
    files: [],
    filesTotal: 0,
    linesPerSecond: 0,
    lagBytes: 0,
    losses: [],
    lossesTotal: 0,
    ...agent,
  },
});

describe('a host', () => {
  it('that is well is no trouble', () => {
    expect(isInTrouble(host())).toBe(false);
  });
  it.each([
    ['away', host({}, false)],
    ['behind its rules', host({ appliedRevision: 41 })],
    ['refusing a rule', host({ rules: [{ rule: 'x', state: 'refused', error: 'no' }] })],
    ['losing lines', host({ lossesTotal: 1 })],
    ['far behind', host({ lagBytes: 10_000_000 })],
    ['failing', host({ lastError: 'no' })],
  ])('that is %s is', (_why, status) => {
    expect(isInTrouble(status)).toBe(true);
  });
  it('has its clock off only beyond what the measurement can say', () => {
    expect(isClockOff(host({ clock: { offsetMs: -38, errorMs: 3 } }))).toBe(true);
    expect(isClockOff(host({ clock: { offsetMs: -38, errorMs: 50 } }))).toBe(false);
    expect(isClockOff(host())).toBe(false);
  });
  it('is found by name, label and rule', () => {
    for (const text of ['ENGINE', 'role=eng', 'inventory', '']) expect(matchesHost(host(), text), text).toBe(true);
    expect(matchesHost(host(), 'web')).toBe(false);
  });
});

describe('a path cut short', () => {
  it('keeps its beginning and its file name', () => {
    expect(shortPath('/var/log/inventoryd/archive/2026/inventoryd.INFO', 36)).toBe(
      '/var/log/inventoryd…/inventoryd.INFO',
    );
  });
  it.each([10, 20, 30, 40])('fits %d characters', (most) => {
    expect(shortPath('/a/very/long/path/to/some/file-with-a-long-name.log', most).length).toBeLessThanOrEqual(most);
  });
});
