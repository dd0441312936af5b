// The events of a batch as rows: by their kind where it is known, else parsed.
import type { LogEvent } from '../../../model/log-event.ts';
import { EventKinds } from './event-kinds.ts';
import { draftRow, type RowDraft } from './event-row.ts';

/** Sources whose kinds are remembered. */
const MAX_SOURCES = 500;
const NEWLINE = 10;

const decoder = new TextDecoder();

export class BatchDrafts {
  readonly #kinds = new Map<string, EventKinds>();

  /** A row for each event of the text, one JSON object a line. Throws for a text that is no JSON. */
  read(json: Uint8Array, sourceKey: string, nowMs: number): RowDraft[] {
    const bytes = Buffer.from(json.buffer, json.byteOffset, json.length);
    const kinds = this.#kindsOf(sourceKey);
    const drafts: RowDraft[] = [];
    for (let at = 0; at < bytes.length; ) {
      const known = kinds.read(bytes, at);
      if (known !== undefined) {
        drafts.push(known);
        at = kinds.end;
        continue;
      }
      const newline = bytes.indexOf(NEWLINE, at);
      const end = newline < 0 ? bytes.length : newline;
      const draft = draftRow(JSON.parse(decoder.decode(bytes.subarray(at, end))) as LogEvent, nowMs);
      kinds.learn(bytes, at, draft);
      drafts.push(draft);
      at = end + 1;
    }
    return drafts;
  }

  #kindsOf(sourceKey: string): EventKinds {
    let kinds = this.#kinds.get(sourceKey);
    if (kinds === undefined) {
      if (this.#kinds.size >= MAX_SOURCES) this.#kinds.clear();
      kinds = new EventKinds();
      this.#kinds.set(sourceKey, kinds);
    }
    return kinds;
  }
}
