import { beforeEach, expect, test } from 'vitest';
import { exchangeKept } from '../../../../renderer/platform/workspace-switch.ts';

const home = { name: 'default', kind: 'embedded' as const };
const prod = { name: 'prod', kind: 'cluster' as const };

beforeEach(() => localStorage.clear());

test('layouts and drafts stay with their workspace, what a person prefers stays with the window', () => {
  localStorage.setItem('crosstail.tails', 'panes at home');
  localStorage.setItem('crosstail.preferences', 'dark');
  exchangeKept(localStorage, home, prod);
  expect(localStorage.getItem('crosstail.tails')).toBeNull();
  localStorage.setItem('crosstail.tails', 'panes of prod');
  exchangeKept(localStorage, prod, home);
  expect(localStorage.getItem('crosstail.tails')).toBe('panes at home');
  expect(localStorage.getItem('crosstail.preferences')).toBe('dark');
  exchangeKept(localStorage, home, prod);
  expect(localStorage.getItem('crosstail.tails')).toBe('panes of prod');
});
