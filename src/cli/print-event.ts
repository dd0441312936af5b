// One event as text for people: time, level, service, body; colour on a terminal only. Log text is made harmless:
// a terminal obeys control characters, a log must not give it orders.
import { levelLetter, levelRank } from '../model/level.ts';
import { bodyOf, type LogEvent, timeOf } from '../model/log-event.ts';

export interface PrintStyle {
  colour: boolean;
  /** Service names are padded to this width; 0 leaves them out. */
  serviceWidth: number;
}

const LEVEL_COLOURS = ['', '2', '2', '', '36', '33', '31', '31;1', '7;31'];
// Readable on dark and light terminals alike.
const SERVICE_COLOURS = [32, 35, 36, 34, 33, 92, 95, 96, 94];

/** True when stdout is a terminal that wants colour. */
export function wantsColour(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
}

/** The event as one or several lines, ending in \n. */
export function eventText(event: LogEvent, style: PrintStyle): string {
  const rank = levelRank(event.log?.level);
  const service = event.service?.name ?? '';
  const parts = [
    paint(clockOf(event), '2', style.colour),
    paint(levelLetter(rank), LEVEL_COLOURS[rank] ?? '', style.colour),
    ...(style.serviceWidth === 0
      ? []
      : [paint(service.padEnd(style.serviceWidth), serviceColour(service), style.colour)]),
    harmless(bodyOf(event)),
  ];
  return `${parts.join(' ')}\n`;
}

function clockOf(event: LogEvent): string {
  const timeMs = timeOf(event);
  if (Number.isNaN(timeMs)) return event['@timestamp'];
  const date = new Date(timeMs);
  const two = (n: number) => String(n).padStart(2, '0');
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? clock : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock}`;
}

function paint(text: string, code: string, colour: boolean): string {
  return colour && code !== '' ? `\u001b[${code}m${text}\u001b[0m` : text;
}

function serviceColour(service: string): string {
  let hash = 0;
  for (const character of service) hash = (hash * 31 + character.codePointAt(0)!) | 0;
  return String(SERVICE_COLOURS[Math.abs(hash) % SERVICE_COLOURS.length]);
}

/** Control characters but line break and tab as their picture (␛), so that they show and do nothing. */
export function harmless(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : `\\x${code.toString(16)}`;
  });
}
