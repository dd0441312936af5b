// Lines a container's runtime wrapped: Docker's JSON file, CRI, and the prefix of docker compose. What the program wrote
// is taken out of them; who wrote it (stream, container) tells interleaved writers apart.
import { isDigit } from '../byte-class.ts';
import type { TimeScanner } from '../times/time-scanner.ts';

export interface Unwrapped {
  text: string;
  /** stdout, stderr, or the container's name. */
  lane: string;
  stream: string;
  /** The runtime's own time; NaN when there is none. */
  seconds: number;
  nanos: number;
  digits: number;
  /** The runtime divided a long line: more of it follows. */
  isPart: boolean;
}

const COMPOSE = /^([A-Za-z][\w.-]*[-_]\d+)\s*\| ?/;
const LONGEST_HEAD = 80;
const decoder = new TextDecoder();

/** What was inside the wrapping of a line; undefined when there is none. */
export function unwrapLine(bytes: Uint8Array, from: number, to: number, times: TimeScanner): Unwrapped | undefined {
  const first = bytes[from];
  times.nextLine();
  if (first === 123) return startsWith(bytes, from, '{"log":"') ? dockerLine(bytes, from, to, times) : undefined;
  if (isDigit(first)) return bytes[from + 10] === 84 ? criLine(bytes, from, to, times) : undefined;
  return hasNameAndBar(bytes, from, to) ? composeLine(bytes, from, to) : undefined;
}

function hasNameAndBar(bytes: Uint8Array, from: number, to: number): boolean {
  let at = from;
  const limit = Math.min(to, from + LONGEST_HEAD);
  while (at < limit && bytes[at]! > 32 && bytes[at] !== 124) at++;
  while (at < limit && bytes[at] === 32) at++;
  return at > from && at < limit && bytes[at] === 124;
}

function dockerLine(bytes: Uint8Array, from: number, to: number, times: TimeScanner): Unwrapped | undefined {
  let record: { log?: unknown; stream?: unknown; time?: unknown };
  try {
    record = JSON.parse(decoder.decode(bytes.subarray(from, to)));
  } catch {
    // Cut off or not Docker's: read as it is.
    return undefined;
  }
  if (typeof record.log !== 'string' || typeof record.time !== 'string') return undefined;
  const at = indexOf(bytes, from, to, '"time":"');
  const hasTime = at !== -1 && times.scan(bytes, at + 8, to) >= 0;
  const stream = typeof record.stream === 'string' ? record.stream : '';
  const isPart = !record.log.endsWith('\n');
  return { text: record.log.replace(/\r?\n$/, ''), lane: stream, stream, isPart, ...timeOf(times, hasTime) };
}

function criLine(bytes: Uint8Array, from: number, to: number, times: TimeScanner): Unwrapped | undefined {
  let at = from;
  while (at < to && at < from + 40 && bytes[at] !== 32) at++;
  const stream = startsWith(bytes, at, ' stdout ')
    ? 'stdout'
    : startsWith(bytes, at, ' stderr ')
      ? 'stderr'
      : undefined;
  if (stream === undefined) return undefined;
  const tag = bytes[at + 8];
  if ((tag !== 70 && tag !== 80) || (bytes[at + 9] !== 32 && at + 9 < to)) return undefined;
  const hasTime = times.scan(bytes, from, at) >= 0;
  const text = decoder.decode(bytes.subarray(Math.min(at + 10, to), to));
  return { text, lane: stream, stream, isPart: tag === 80, ...timeOf(times, hasTime) };
}

function composeLine(bytes: Uint8Array, from: number, to: number): Unwrapped | undefined {
  const match = COMPOSE.exec(decoder.decode(bytes.subarray(from, Math.min(to, from + LONGEST_HEAD))));
  if (match === null) return undefined;
  const text = decoder.decode(bytes.subarray(from + match[0].length, to));
  return { text, lane: match[1]!, stream: '', seconds: Number.NaN, nanos: 0, digits: 0, isPart: false };
}

function timeOf(times: TimeScanner, hasTime: boolean): { seconds: number; nanos: number; digits: number } {
  return hasTime
    ? { seconds: times.seconds, nanos: times.nanos, digits: times.digits }
    : { seconds: Number.NaN, nanos: 0, digits: 0 };
}

function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

function indexOf(bytes: Uint8Array, from: number, to: number, text: string): number {
  // The runtime writes the time last.
  for (let at = to - text.length; at >= from; at--) if (startsWith(bytes, at, text)) return at;
  return -1;
}

/** Puts the parts of lines together that the runtime divided, one unfinished line for each stream. */
export class ContainerParts {
  private readonly parts = new Map<string, { text: string; startOffset: number }>();
  private readonly maxLength: number;

  constructor(maxLength: number) {
    this.maxLength = maxLength;
  }

  /** Smallest file offset of an unfinished line; undefined when there is none. */
  get openOffset(): number | undefined {
    let least: number | undefined;
    for (const { startOffset } of this.parts.values())
      if (least === undefined || startOffset < least) least = startOffset;
    return least;
  }

  /** The whole line once its last part is there; undefined until then. */
  add(line: Unwrapped, startOffset: number): { text: string; startOffset: number } | undefined {
    const before = this.parts.get(line.lane);
    const text = before === undefined ? line.text : before.text + line.text;
    const start = before?.startOffset ?? startOffset;
    if (line.isPart && text.length < this.maxLength) {
      this.parts.set(line.lane, { text, startOffset: start });
      return undefined;
    }
    this.parts.delete(line.lane);
    return { text, startOffset: start };
  }

  /** Gives up waiting: what there is of unfinished lines, by lane. */
  takeAll(): { lane: string; text: string; startOffset: number }[] {
    const all = [...this.parts].map(([lane, part]) => ({ lane, ...part }));
    this.parts.clear();
    return all.sort((a, b) => a.startOffset - b.startOffset);
  }
}
