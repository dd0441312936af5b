import { type LogEvent, timeOf } from '../model/log-event.ts';

let cachedSecond = '';
let cachedMs = Number.NaN;

/**
 * Epoch ms of an event with the fraction its text has beyond milliseconds: lines of one request are often closer than
 * that. NaN when the time is broken.
 */
export function preciseTimeOf(event: LogEvent): number {
  const text = event['@timestamp'];
  if (typeof text !== 'string' || text.charCodeAt(19) !== 46 || !text.endsWith('Z')) return timeOf(event);
  const second = text.slice(0, 19);
  if (second !== cachedSecond) {
    cachedSecond = second;
    cachedMs = Date.parse(`${second}Z`);
  }
  return cachedMs + Number(text.slice(19, -1)) * 1_000;
}
