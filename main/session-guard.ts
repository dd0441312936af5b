import { session } from 'electron';
import { createStderrLogger } from '../src/host/stderr-logger.ts';
import { isAppUrl } from './app-origin.ts';

/** Schemes whose content comes out of the page itself: no request leaves the process. */
const WITHIN_PAGE = ['data:', 'blob:'];
/** The developer tools' own files, where a person opens them. */
const TOOLS = 'devtools:';

/** Denies every permission and cancels every request that is not for our own page. Cancelled ones are counted in the log. */
export function guardSession(): void {
  const { defaultSession } = session;
  const log = createStderrLogger();
  // Both: the first is asked by prompts, the second by silent checks, and each allows everything when it is missing.
  defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  defaultSession.setPermissionCheckHandler(() => false);
  defaultSession.setDevicePermissionHandler(() => false);
  let cancelled = 0;
  defaultSession.webRequest.onBeforeRequest(({ url, resourceType }, answer) => {
    const { protocol } = new URL(url);
    const isAllowed = isAppUrl(url) || WITHIN_PAGE.includes(protocol) || protocol === TOOLS;
    if (!isAllowed) log.warn('a request to the outside was cancelled', { count: ++cancelled, protocol, resourceType });
    answer({ cancel: !isAllowed });
  });
  // The spelling dictionaries would be fetched from the network.
  defaultSession.setSpellCheckerEnabled(false);
  // Only what the page has made itself (an export) is saved, and only where the person says in the system's dialog.
  defaultSession.on('will-download', (event, item) => {
    const made = /^blob:(.*)$/.exec(item.getURL())?.[1];
    if (made === undefined || !isAppUrl(made)) event.preventDefault();
  });
}
