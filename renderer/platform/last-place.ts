// After a crash the window opens where it was. A window that is closed leaves no mark, so that the next start begins with
// its first view.
import { navigate, onPlaceChange, parseRoute } from './route.ts';

const STORED_AT = 'crosstail.open-place';

/** Goes back to where a window was that did not end by being closed, and keeps the place from now on. */
export function keepPlace(): void {
  try {
    const lost = localStorage.getItem(STORED_AT);
    if (lost !== null && location.hash === '') {
      const { view, id, params } = parseRoute(lost);
      navigate(view, Object.fromEntries(params), { id, replace: true });
    }
    const keep = () => localStorage.setItem(STORED_AT, location.hash);
    keep();
    onPlaceChange(keep);
    addEventListener('pagehide', () => localStorage.removeItem(STORED_AT));
  } catch (error) {
    console.warn('This browser keeps nothing: after a crash the window opens with its first view.', error);
  }
}
