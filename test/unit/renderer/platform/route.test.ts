import { beforeEach, describe, expect, it } from 'vitest';
import { navigate, parseRoute, routeHash, setRouteParams } from '../../../../renderer/platform/route.ts';

beforeEach(() => history.replaceState(null, '', '/'));

describe('a place as a hash', () => {
  it.each([
    ['#/search?q=level%3E%3DWARN', 'search', '', 'level>=WARN'],
    ['#/incident/7f3a?q=x', 'incident', '7f3a', 'x'],
    ['#/incident/a%2Fb', 'incident', 'a/b', null],
    ['', 'tails', '', null],
    ['#/nonsense', 'tails', '', null],
    ['#/search/%E0%A4%A', 'search', '', null],
  ])('%s', (hash, view, id, q) => {
    const route = parseRoute(hash);
    expect([route.view, route.id, route.params.get('q')]).toEqual([view, id, q]);
  });

  it('comes back as it was', () => {
    const hash = routeHash('search', { q: 'a&b=c #1 "繁"', empty: '', none: undefined }, '');
    const { params } = parseRoute(hash);
    expect([...params]).toEqual([['q', 'a&b=c #1 "繁"']]);
  });
});

describe('going somewhere', () => {
  it('keeps the place one came from, unless told to replace it', () => {
    const before = history.length;
    navigate('hosts');
    expect(location.hash).toBe('#/hosts');
    setRouteParams({ host: 'web-1' }, { replace: true });
    expect(location.hash).toBe('#/hosts?host=web-1');
    expect(history.length).toBe(before + 1);
    setRouteParams({ host: '' });
    expect(location.hash).toBe('#/hosts');
  });
});
