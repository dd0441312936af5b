import { beforeEach, expect, test } from 'vitest';
import { keepPlace } from '../../../../renderer/platform/last-place.ts';
import { navigate } from '../../../../renderer/platform/route.ts';

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, '', location.pathname);
});

test('a window that was not closed opens where it was; a closed one begins anew', () => {
  keepPlace();
  navigate('search', { q: 'level:ERROR' });
  // Killed: nothing was said. The next window starts without a place.
  history.replaceState(null, '', location.pathname);
  keepPlace();
  expect(location.hash).toBe('#/search?q=level%3AERROR');

  dispatchEvent(new Event('pagehide'));
  history.replaceState(null, '', location.pathname);
  keepPlace();
  expect(location.hash).toBe('');
});

test('a link that names a place wins', () => {
  localStorage.setItem('crosstail.open-place', '#/search?q=x');
  history.replaceState(null, '', '#/rules');
  keepPlace();
  expect(location.hash).toBe('#/rules');
});
