// A text that came whole, outside any file → what our own formats find in it.
import { eventAt } from '../../model/event-batch.ts';
import type { LogEvent } from '../../model/log-event.ts';
import { EventWriter } from '../events/event-writer.ts';
import { OpenEvent } from '../events/open-event.ts';
import { understandBlock } from '../heads/block-head.ts';
import { HeadParser } from '../heads/head-parser.ts';
import { LineHead } from '../heads/line-head.ts';
import { TextStore } from '../lines/text-store.ts';
import { TimeScanner } from '../times/time-scanner.ts';
import { TimeZone } from '../times/time-zone.ts';

const NOBODY = { key: '', service: '', host: '', path: '', rule: '', revision: 0, topic: '' };

/** Reads texts of one kind (a topic's): formats that were seen are tried first. Times without a zone are taken as UTC. */
export class LineReader {
  readonly #times = new TimeScanner(new TimeZone('UTC'), undefined);
  readonly #parser = new HeadParser(this.#times, 'auto');
  readonly #writer = new EventWriter({ source: NOBODY, agentId: '', generation: '', fields: {}, correlate: [] });
  readonly #store = new TextStore();
  #spare = new LineHead();
  readonly #open = new OpenEvent(this.#store);

  /** One event of the whole text, however many lines it has. Where the text has no time, `nowMs` stands in. */
  read(text: string, nowMs: number): LogEvent {
    const place = { holder: this.#store, from: 0, to: 0 };
    this.#store.fill = 0;
    this.#store.put(text, place);
    const { bytes } = this.#store;
    const feed = bytes.indexOf(10, place.from);
    const firstTo = feed === -1 || feed > place.to ? place.to : feed;
    this.#times.setNow(nowMs);
    const head = this.#spare;
    if (!this.#parser.parse(bytes, place.from, firstTo, head)) head.clear();
    if (head.opensBlock || head.format === 'journald') understandBlock(head.format, text, this.#times, head);
    this.#spare = this.#open.begin(head, this.#store, place.from, place.to);
    this.#open.lines = firstTo === place.to ? 1 : 2;
    this.#open.startOffset = 0;
    this.#open.endOffset = place.to;
    if (!head.hasTime) this.#guessTime(head, nowMs);
    this.#writer.write(this.#open);
    return eventAt(this.#writer.batch(0, 0)!, 0);
  }

  #guessTime(head: LineHead, nowMs: number): void {
    head.seconds = Math.floor(nowMs / 1000);
    head.nanos = Math.floor(nowMs % 1000) * 1e6;
    head.digits = 3;
    this.#open.isTimeGuessed = true;
  }
}
