import type { LogEvent } from '../../model/log-event.ts';
import type { DeflateCrew } from '../zip/deflate-crew.ts';
import { canonicalJson } from './canonical-event.ts';
import { LogNames } from './log-names.ts';
import { TIMELINE_NAME } from './manifest.ts';
import type { PartSpool } from './part-spool.ts';
import { PartWriter, type WrittenPart } from './part-writer.ts';

/** Units of text held over all parts: many services must not need much memory. */
const MAX_HELD = 8 * 1024 * 1024;

/** The timeline and the plain logs while they grow. */
export class EventParts {
  readonly #spool: PartSpool;
  readonly #crew: DeflateCrew;
  readonly #timeline: PartWriter;
  readonly #logs = new Map<string, { name: string; writer: PartWriter }>();
  readonly #names = new LogNames();
  #held = 0;

  constructor(spool: PartSpool, crew: DeflateCrew) {
    this.#spool = spool;
    this.#crew = crew;
    this.#timeline = new PartWriter(spool, crew);
  }

  /** A promise when the disk has to catch up. */
  add(event: LogEvent): Promise<void> | undefined {
    const { writer } = this.#log(event.service?.name ?? '');
    const line = `${event.message}\n`;
    const timeline = this.#timeline.add(`${canonicalJson(event)}\n`);
    const log = writer.add(line);
    this.#held = this.#held + line.length - writer.takePacked();
    if (this.#held > MAX_HELD) return this.#flush(timeline, log);
    return timeline === undefined ? log : log === undefined ? timeline : this.#both(timeline, log);
  }

  /** Bytes packed so far. */
  get packedSize(): number {
    let size = this.#timeline.packedSize;
    for (const { writer } of this.#logs.values()) size += writer.packedSize;
    return size;
  }

  /** Part name of each service's log. */
  get logNames(): Map<string, string> {
    return new Map([...this.#logs].map(([service, { name }]) => [service, name]));
  }

  /** The finished parts: the timeline, then the logs by name. */
  async end(): Promise<WrittenPart[]> {
    const parts = [await this.#timeline.end(TIMELINE_NAME)];
    const logs = [...this.#logs.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const { name, writer } of logs) parts.push(await writer.end(name));
    return parts;
  }

  #log(service: string): { name: string; writer: PartWriter } {
    let log = this.#logs.get(service);
    if (log === undefined) {
      log = { name: this.#names.next(service), writer: new PartWriter(this.#spool, this.#crew) };
      this.#logs.set(service, log);
    }
    return log;
  }

  async #both(timeline: Promise<void>, log: Promise<void>): Promise<void> {
    await Promise.all([timeline, log]);
  }

  async #flush(...first: (Promise<void> | undefined)[]): Promise<void> {
    await Promise.all(first);
    for (const { writer } of this.#logs.values()) await writer.flush();
    this.#held = 0;
  }
}
