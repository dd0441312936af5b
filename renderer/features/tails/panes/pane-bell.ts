// The bell of a watched pane: a notification of the system with the line, not more often than a person can take.
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { headLine } from '../../../rows/model/row-entry.ts';
import { visibleText } from '../../../rows/text/control-text.ts';

/** One pane rings no more often than this; a later line replaces the notification of an earlier one. */
const QUIET_MS = 15_000;
const LONGEST = 200;

const rungAtMs = new Map<string, number>();

/** Asks for permission to notify; false when it is refused or there is no such thing here. */
export async function allowBell(): Promise<boolean> {
  if (typeof Notification === 'undefined') return false;
  if (Notification.permission !== 'default') return Notification.permission === 'granted';
  return (await Notification.requestPermission()) === 'granted';
}

/** Rings for a line of a pane. */
export function ring(paneId: string, event: LogEvent): void {
  const nowMs = Date.now();
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  if (nowMs - (rungAtMs.get(paneId) ?? 0) < QUIET_MS) return;
  rungAtMs.set(paneId, nowMs);
  const title = [event.log?.level, event.service?.name, event.host?.name]
    .filter((part) => part !== undefined)
    .join(' · ');
  const note = new Notification(visibleText(title), {
    body: visibleText(headLine(event).slice(0, LONGEST)),
    tag: `crosstail-${paneId}`,
  });
  note.onclick = () => {
    focus();
    location.hash = '#/tails';
  };
}
