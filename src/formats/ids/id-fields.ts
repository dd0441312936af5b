// Correlation ids in an event's JSON: `trace.id`, `span.id`, and the other kinds under `crosstail.ids`.
import type { ByteSink } from '../events/byte-sink.ts';
import type { FoundIds } from './found-ids.ts';

const encode = (text: string) => new TextEncoder().encode(text);
const TRACE = encode(',"trace":{"id":"');
const SPAN = encode(',"span":{"id":"');
const CLOSE_ID = encode('"}');
const OTHER_IDS = encode(',"ids":{');
const OPEN_LIST = encode(':[');
const QUOTE = 34;
const COMMA = 44;
const CLOSE_LIST = 93;
const CLOSE = 125;
/** Beside the values themselves: names, quotes, brackets. */
const ROOM = 512;

export class IdFields {
  private readonly sink: ByteSink;
  private ids: FoundIds;
  private traceAt = -1;
  private spanAt = -1;

  constructor(sink: ByteSink, ids: FoundIds) {
    this.sink = sink;
    this.ids = ids;
  }

  /** Writes the first trace id and the first span id as ECS has them. What is left is for `writeOthers`. */
  writeTrace(ids: FoundIds): void {
    this.ids = ids;
    this.traceAt = -1;
    this.spanAt = -1;
    if (ids.count === 0) return;
    this.traceAt = ids.kinds.indexOf('trace');
    this.spanAt = ids.kinds.indexOf('span');
    if (this.traceAt >= ids.count) this.traceAt = -1;
    if (this.spanAt >= ids.count) this.spanAt = -1;
    if (this.traceAt >= 0) this.only(TRACE, this.traceAt);
    if (this.spanAt >= 0) this.only(SPAN, this.spanAt);
  }

  /** Writes the other ids by kind, in the order the kinds were found. */
  writeOthers(): void {
    const { ids, sink } = this;
    let isFirst = true;
    for (let i = 0; i < ids.count; i++) {
      if (!this.isOther(i) || this.hasKindBefore(i)) continue;
      sink.reserve(ROOM);
      if (isFirst) sink.raw(OTHER_IDS);
      else sink.byte(COMMA);
      isFirst = false;
      this.kind(ids.kinds[i]!);
      sink.raw(OPEN_LIST);
      this.value(i);
      for (let k = i + 1; k < ids.count; k++) {
        if (!this.isOther(k) || ids.kinds[k] !== ids.kinds[i]) continue;
        sink.byte(COMMA);
        this.value(k);
      }
      sink.byte(CLOSE_LIST);
    }
    if (!isFirst) sink.byte(CLOSE);
  }

  private only(name: Uint8Array, i: number): void {
    const { sink, ids } = this;
    sink.reserve(ROOM);
    sink.raw(name);
    sink.text(ids.sources[i]!, ids.from[i]!, ids.to[i]!);
    sink.raw(CLOSE_ID);
  }

  private isOther(i: number): boolean {
    return i !== this.traceAt && i !== this.spanAt;
  }

  private hasKindBefore(i: number): boolean {
    for (let k = 0; k < i; k++) if (this.isOther(k) && this.ids.kinds[k] === this.ids.kinds[i]) return true;
    return false;
  }

  private kind(kind: string): void {
    const { sink } = this;
    const start = sink.at;
    sink.byte(QUOTE);
    if (sink.plain(kind)) sink.byte(QUOTE);
    else {
      sink.at = start;
      sink.json(JSON.stringify(kind));
    }
  }

  private value(i: number): void {
    const { sink, ids } = this;
    sink.byte(QUOTE);
    sink.text(ids.sources[i]!, ids.from[i]!, ids.to[i]!);
    sink.byte(QUOTE);
  }
}
