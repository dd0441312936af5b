// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { findActions, isNamed } from '../../../../renderer/app/palette-match.ts';

const action = (id: string, title: string, group: string, words = '') => ({ id, title, group, words, run: () => {} });
const ACTIONS = [
  action('go.search', 'Search', 'Go to'),
  action('go.settings', 'Settings', 'Go to'),
  action('time.back', 'Back in time', 'Time'),
  action('frame.theme', 'Switch between dark and light', 'Window', 'colour night'),
  action('search.follow', 'Also follow', 'Search'),
];
const ids = (text: string) => findActions(ACTIONS, text).map(({ id }) => id);

describe('the palette', () => {
  it('lists everything when nothing is typed', () => {
    expect(ids('  ')).toHaveLength(ACTIONS.length);
  });
  it('puts what begins with the words first', () => {
    expect(ids('se')[0]).toBe('go.search');
    expect(ids('se')).toContain('search.follow');
  });
  it('takes every word, in any order, in title, group and loose words', () => {
    expect(ids('time back')).toEqual(['time.back']);
    expect(ids('night')).toEqual(['frame.theme']);
    expect(ids('dark xyz')).toEqual([]);
  });
  it('knows an action by how its title begins, in any case of letters', () => {
    expect(isNamed(ACTIONS[2], ' back IN ')).toBe(true);
    expect(isNamed(ACTIONS[2], 'time')).toBe(false);
    expect(isNamed(ACTIONS[2], '')).toBe(false);
    expect(isNamed(undefined, 'back')).toBe(false);
  });
  it('forgives left-out letters', () => {
    expect(ids('stngs')).toEqual(['go.settings']);
  });
});
