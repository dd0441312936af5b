import { levelRank } from '../../model/level.ts';
import { type LogEvent, timeOf } from '../../model/log-event.ts';
import { Activity } from './activity.ts';
import type { Manifest } from './manifest.ts';

const MAX_SOURCES = 10_000;
/** Errors that the report shows as lines. */
const MAX_SHOWN = 300;
const ERROR_RANK = 6;

export interface ServiceCount {
  service: string;
  events: number;
  warnings: number;
  errors: number;
  firstError: string | null;
}

type SourceCount = Manifest['sources'][number];

/** Counts what goes into a bundle, with bounded memory. Events come in the order of the timeline. */
export class Census {
  readonly activity = new Activity();
  readonly services = new Map<string, ServiceCount>();
  /** The first lines of level ERROR and above. */
  readonly errors: LogEvent[] = [];
  readonly #sources = new Map<string, SourceCount>();
  count = 0;
  first: string | null = null;
  last: string | null = null;
  sourcesLeftOut = 0;

  add(event: LogEvent): void {
    const rank = levelRank(event.log?.level);
    const time = event['@timestamp'];
    this.count++;
    this.first ??= time;
    this.last = time;
    this.activity.add(timeOf(event), rank);
    this.#addService(event.service?.name ?? '', rank, time);
    if (rank >= ERROR_RANK && this.errors.length < MAX_SHOWN) this.errors.push(event);
    if (event.log?.file !== undefined) this.#addSource(event);
  }

  get sources(): SourceCount[] {
    return [...this.#sources.values()].sort((a, b) => order(a.host, b.host) || order(a.path, b.path));
  }

  get errorCount(): number {
    return [...this.services.values()].reduce((sum, { errors }) => sum + errors, 0);
  }

  #addService(service: string, rank: number, time: string): void {
    let counts = this.services.get(service);
    if (counts === undefined) {
      counts = { service, events: 0, warnings: 0, errors: 0, firstError: null };
      this.services.set(service, counts);
    }
    counts.events++;
    if (rank === ERROR_RANK - 1) counts.warnings++;
    if (rank >= ERROR_RANK) {
      counts.errors++;
      counts.firstError ??= time;
    }
  }

  #addSource(event: LogEvent): void {
    const { path } = event.log!.file!;
    const host = event.host?.name ?? '';
    const service = event.service?.name ?? '';
    const key = `${host}\0${path}\0${service}`;
    const offset = typeof event.log?.offset === 'number' && event.log.offset >= 0 ? event.log.offset : 0;
    const source = this.#sources.get(key);
    if (source !== undefined) {
      source.events++;
      if (offset < source.fromOffset) source.fromOffset = offset;
      if (offset > source.toOffset) source.toOffset = offset;
    } else if (this.#sources.size < MAX_SOURCES) {
      this.#sources.set(key, { host, path, service, events: 1, fromOffset: offset, toOffset: offset });
    } else this.sourcesLeftOut++;
  }
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
