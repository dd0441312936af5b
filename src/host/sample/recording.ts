// The recorded form of a run: one event a line, with the place of its time marked, so that it can be given a fresh one.
import { AppError } from '../../base/errors.ts';

export const SHOP_SERVICES = ['inventoryd', 'storefront', 'pricing'] as const;
export type ShopService = (typeof SHOP_SERVICES)[number];

export interface RecordedEvent {
  /** Milliseconds since the recording began. */
  at: number;
  service: ShopService;
  /** The original text, lines joined by \n, with TIME in place of its time. */
  text: string;
}

export interface Recording {
  lengthMs: number;
  /** When the fault healed; absent in a recording without a fault. */
  healedAtMs?: number;
  events: RecordedEvent[];
}

const TIME = '{time}';
const GLOG_HEAD = /^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6}) /;
const PYTHON_HEAD = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d),(\d{3}) /;
const REQUEST_ID = /\b(req|request_id)=([0-9a-f]{12})\b/g;
const ORDER_ID = /\border=(\d{6})\b/g;

/** The request id an event carries; undefined when it carries none. */
export function requestIdOf(event: RecordedEvent): string | undefined {
  return new RegExp(REQUEST_ID.source).exec(event.text)?.[2];
}

/** How many different orders a recording tells of. */
export function countOrders(recording: Recording): number {
  const found = recording.events.flatMap((event) => [...event.text.matchAll(ORDER_ID)].map((match) => match[1]));
  return new Set(found).size;
}

/**
 * Events of one service's log text, written in `year` local time. Lines without a time belong to the event above them.
 * `at` is epoch milliseconds here, with microseconds as a fraction.
 */
export function eventsOfLog(service: ShopService, text: string, year: number): RecordedEvent[] {
  const events: RecordedEvent[] = [];
  for (const line of text.split('\n')) {
    const event = service === 'inventoryd' ? fromGlog(line, year) : fromPython(line);
    const last = events.at(-1);
    if (event !== undefined) events.push({ ...event, service });
    else if (last !== undefined && line !== '') last.text += `\n${line}`;
    else if (last !== undefined) last.text += '\n';
  }
  return events.map((event) => ({ ...event, text: event.text.replace(/\n+$/, '') }));
}

function fromGlog(line: string, year: number): { at: number; text: string } | undefined {
  const head = GLOG_HEAD.exec(line);
  if (head === null) return undefined;
  const [month, day, hour, minute, second, micros] = head.slice(2).map(Number) as SixNumbers;
  const at = new Date(year, month - 1, day, hour, minute, second).getTime() + micros / 1000;
  return { at, text: `${head[1]}${TIME} ${line.slice(head[0].length)}` };
}

type SixNumbers = [number, number, number, number, number, number];

function fromPython(line: string): { at: number; text: string } | undefined {
  const head = PYTHON_HEAD.exec(line);
  if (head === null) return undefined;
  const [year, month, day, hour, minute, second, millis] = head.slice(1).map(Number) as [number, ...SixNumbers];
  const at = new Date(year, month - 1, day, hour, minute, second, millis).getTime();
  return { at, text: `${TIME} ${line.slice(head[0].length)}` };
}

/** An event's text as if it had been logged at `timeMs` (epoch, fraction kept), with ids given by `ids`. */
export function textAt(event: RecordedEvent, timeMs: number, ids: FreshIds): string {
  const time = event.service === 'inventoryd' ? glogTime(timeMs) : pythonTime(timeMs);
  return event.text
    .replace(TIME, () => time)
    .replace(REQUEST_ID, (_, name: string, id: string) => `${name}=${ids.request(id)}`)
    .replace(ORDER_ID, (_, id: string) => `order=${ids.order(id)}`);
}

/** One new id for each recorded one, the same wherever it stands. */
export class FreshIds {
  readonly #requests = new Map<string, string>();
  readonly #orders = new Map<string, number>();
  readonly #newRequest: () => string;
  #nextOrder: number;

  constructor(newRequest: () => string, firstOrder: number) {
    this.#newRequest = newRequest;
    this.#nextOrder = firstOrder;
  }

  request(recorded: string): string {
    let id = this.#requests.get(recorded);
    if (id === undefined) {
      id = this.#newRequest();
      this.#requests.set(recorded, id);
    }
    return id;
  }

  order(recorded: string): number {
    let id = this.#orders.get(recorded);
    if (id === undefined) {
      id = this.#nextOrder++;
      this.#orders.set(recorded, id);
    }
    return id;
  }
}

/** NDJSON: a head line with the lengths, then the events. */
export function printRecording(recording: Recording): string {
  const { events, ...head } = recording;
  return `${[head, ...events].map((value) => JSON.stringify(value)).join('\n')}\n`;
}

/** @throws AppError SAMPLE_UNAVAILABLE when the text is no recording. */
export function parseRecording(text: string): Recording {
  try {
    const [head, ...events] = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    return { ...(head as Omit<Recording, 'events'>), events: events as RecordedEvent[] };
  } catch (error) {
    throw new AppError('SAMPLE_UNAVAILABLE', 'The recorded run cannot be read', {
      hint: 'Install Crosstail again: a file of examples/shop/recording is damaged.',
      cause: error,
    });
  }
}

function glogTime(timeMs: number): string {
  // Whole microseconds first: a fraction of an epoch time is not exact.
  const allMicros = Math.round(timeMs * 1000);
  const date = new Date(Math.floor(allMicros / 1000));
  const day = `${two(date.getMonth() + 1)}${two(date.getDate())}`;
  return `${day} ${clock(date)}.${three(date.getMilliseconds())}${three(allMicros % 1000)}`;
}

function pythonTime(timeMs: number): string {
  const date = new Date(timeMs);
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${clock(date)},${three(date.getMilliseconds())}`;
}

function clock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function three(value: number): string {
  return String(value).padStart(3, '0');
}
