// A zone written by its region behind a time: `24-Nov-2026 10:31:06 Europe/Berlin`, as PHP does.
import { asciiText, isLetter } from '../byte-class.ts';
import { TimeZone } from './time-zone.ts';

const LONGEST = 40;
const SHORTEST = 6;
const MOST_KEPT = 64;
const SLASH = 47;
const UNDERSCORE = 95;
const SPACE = 32;

export interface RegionZone {
  /** Bytes to step over, the blank before it among them. */
  readonly length: number;
  readonly zone: TimeZone;
}

/** Zones found so far by their name. */
export class RegionZones {
  private readonly known = new Map<string, TimeZone | undefined>();

  /** The zone at a place where a blank and a name such as `Asia/Taipei` stand; undefined when there is none. */
  find(bytes: Uint8Array, at: number, end: number): RegionZone | undefined {
    if (bytes[at] !== SPACE || !isLetter(bytes[at + 1]) || bytes[at + 1]! > 90) return undefined;
    let to = at + 1;
    let slashes = 0;
    const limit = Math.min(end, at + LONGEST);
    for (; to < limit; to++) {
      if (bytes[to] === SLASH) slashes++;
      else if (!isLetter(bytes[to]) && bytes[to] !== UNDERSCORE) break;
    }
    if (slashes === 0 || to - at < SHORTEST) return undefined;
    const zone = this.zoneOf(asciiText(bytes, at + 1, to));
    return zone === undefined ? undefined : { length: to - at, zone };
  }

  private zoneOf(name: string): TimeZone | undefined {
    if (this.known.has(name)) return this.known.get(name);
    if (this.known.size >= MOST_KEPT) this.known.clear();
    const zone = zoneNamed(name);
    this.known.set(name, zone);
    return zone;
  }
}

function zoneNamed(name: string): TimeZone | undefined {
  try {
    return new TimeZone(name);
  } catch {
    // A path or a sentence with a slash, not a zone.
    return undefined;
  }
}
