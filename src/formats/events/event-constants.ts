// The part of an event's JSON that does not change from event to event: who, where, by which rule, in which format.

import { FIELD } from '../heads/line-head.ts';
import type { WriterSettings } from './event-writer.ts';
import type { OpenEvent } from './open-event.ts';

/** Formats, streams and hosts whose part is kept. */
const MAX_CONSTANTS = 1_000;
const decoder = new TextDecoder();
const encode = (text: string) => new TextEncoder().encode(text);

export class EventConstants {
  private readonly settings: WriterSettings;
  private readonly known = new Map<string, Uint8Array>();
  private lastFormat: string | undefined = undefined;
  private lastStream = '';
  private last: Uint8Array = new Uint8Array(0);

  constructor(settings: WriterSettings) {
    this.settings = settings;
  }

  /** What does not change from event to event: who, where, by which rule, in which format. */
  of(event: OpenEvent): Uint8Array {
    const { head, stream } = event;
    if (head.format === 'syslog') return this.ofHost(event);
    if (head.format === this.lastFormat && stream === this.lastStream) return this.last;
    const key = stream === '' ? head.format : `${head.format} ${stream}`;
    let bytes = this.known.get(key);
    if (bytes === undefined) {
      bytes = this.make(head.format === '' ? 'plain' : head.format, stream, this.settings.source.host);
      this.known.set(key, bytes);
    }
    this.lastFormat = head.format;
    this.lastStream = stream;
    this.last = bytes;
    return bytes;
  }

  /** Syslog's lines name the host they come from: a collector's file holds those of many. */
  private ofHost({ head, stream, textFrom, holder }: OpenEvent): Uint8Array {
    const [from, to] = [head.at[FIELD.host * 2]!, head.at[FIELD.host * 2 + 1]!];
    const named = decoder.decode(holder.bytes.subarray(textFrom + from, textFrom + to));
    const host = named === '' || named === '-' ? this.settings.source.host : named;
    const key = `syslog ${stream} ${host}`;
    let bytes = this.known.get(key);
    if (bytes === undefined) {
      if (this.known.size > MAX_CONSTANTS) this.known.clear();
      bytes = this.make('syslog', stream, host);
      this.known.set(key, bytes);
    }
    return bytes;
  }

  private make(format: string, stream: string, host: string): Uint8Array {
    const { source, fields, generation } = this.settings;
    const labels = stream === '' ? fields : { ...fields, stream };
    const text = JSON.stringify({
      service: { name: source.service },
      host: { name: host },
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      crosstail: { rule: source.rule, revision: source.revision, generation, format },
    });
    // The object is left open: what belongs to one event follows.
    return encode(`,${text.slice(1, -2)}`);
  }
}
