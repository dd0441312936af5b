// Counts of a preview, and the events it shows.
import type { EventReader } from '../../formats/event-reader.ts';
import { type EventBatch, eventAt } from '../../model/event-batch.ts';
import type { LogEvent } from '../../model/log-event.ts';
import type { PreviewedEvent, RulePreview } from '../../ports/rule-preview.ts';
import type { BatchProcessor } from '../processors/batch-processor.ts';

const MAX_TEXT = 4_000;
/** A change that comes late in a file is shown too: so many events of each kind, beyond the first ones. */
const LATE_SAMPLES = 5;

type Change = 'merged' | 'dropped' | 'sampled-out' | 'redacted';

export class PreviewTally {
  isPart = false;
  readonly unreadable: RulePreview['unreadable'] = [];
  readonly #maxSamples: number;
  readonly #hidesRedacted: boolean;
  readonly #matched: RulePreview['matched'] = [];
  #matchedTotal = 0;
  #matchedBytes = 0;
  readonly #files: string[] = [];
  #lines = 0;
  #events = 0;
  #dropped = 0;
  #sampledOut = 0;
  #redacted = 0;
  #overRate = 0;
  readonly #fields: Record<string, number> = {};
  readonly #formats: Record<string, number> = {};
  readonly #samples: PreviewedEvent[] = [];
  readonly #late = new Map<Change, number>();
  /** Kept events of the file being read by second of their own time. */
  readonly #perSecond = new Map<number, number>();

  constructor(maxSamples: number, hidesRedacted: boolean) {
    this.#maxSamples = maxSamples;
    this.#hidesRedacted = hidesRedacted;
  }

  noteMatch(path: string, bytes: number, mostNamed: number): void {
    if (this.#matched.length < mostNamed) this.#matched.push({ path, bytes });
    this.#matchedTotal++;
    this.#matchedBytes += bytes;
  }

  /** Counts what a reader gave and what the rule leaves of it. */
  take(batch: EventBatch | undefined, processor: BatchProcessor | undefined, path: string): void {
    if (batch === undefined) return;
    this.#events += batch.count;
    const kept = processor?.run(batch, performance.now()) ?? batch;
    const after = new Map<string, LogEvent>();
    for (let i = 0; i < kept.count; i++) {
      const event = eventAt(kept, i);
      after.set(event.event.id, event);
      for (const field of fieldsOf(event, '')) this.#fields[field] = (this.#fields[field] ?? 0) + 1;
      const second = Math.floor(kept.timesMs[i]! / 1_000);
      this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + 1);
    }
    for (let i = 0; i < batch.count; i++) {
      if (!this.#wantsMore) return;
      const before = eventAt(batch, i);
      const lost = processor?.drops(before) ? 'dropped' : 'sampled-out';
      const text = this.#hidesRedacted ? (processor?.redacted(before.message) ?? before.message) : before.message;
      this.#show(before, text, after.get(before.event.id), lost, path);
    }
  }

  /** A file was read to its end, or as far as is read of a file. */
  finish(
    path: string,
    reader: EventReader,
    processor: BatchProcessor | undefined,
    rateLimit: number | undefined,
  ): void {
    this.#files.push(path);
    this.#lines += reader.lines;
    this.#dropped += processor?.counts.dropped ?? 0;
    this.#sampledOut += processor?.counts.sampled ?? 0;
    this.#redacted += processor?.counts.redacted ?? 0;
    if (rateLimit !== undefined)
      for (const count of this.#perSecond.values()) this.#overRate += Math.max(0, Math.floor(count - rateLimit));
    this.#perSecond.clear();
    const format = reader.detected?.format ?? 'plain';
    this.#formats[format] = (this.#formats[format] ?? 0) + 1;
  }

  result(): RulePreview {
    return {
      matched: this.#matched,
      matchedTotal: this.#matchedTotal,
      matchedBytes: this.#matchedBytes,
      files: this.#files,
      isPart: this.isPart,
      lines: this.#lines,
      events: this.#events,
      merged: Math.max(0, this.#lines - this.#events),
      dropped: this.#dropped,
      sampledOut: this.#sampledOut,
      overRate: this.#overRate,
      redacted: this.#redacted,
      fields: this.#fields,
      formats: this.#formats,
      samples: this.#samples,
      unreadable: this.unreadable,
    };
  }

  get #wantsMore(): boolean {
    return this.#samples.length < this.#maxSamples * 2;
  }

  #show(
    event: LogEvent,
    text: string,
    after: LogEvent | undefined,
    lost: 'dropped' | 'sampled-out',
    path: string,
  ): void {
    // What is kept differs from what was read only where something was taken out.
    const isRedacted = after !== undefined && JSON.stringify(after) !== JSON.stringify(event);
    const lines = event.message.split('\n').length;
    const outcome = after === undefined ? lost : 'kept';
    const change = outcome !== 'kept' ? outcome : isRedacted ? 'redacted' : lines > 1 ? 'merged' : undefined;
    const isFirst = this.#samples.length < this.#maxSamples;
    const late = change === undefined ? LATE_SAMPLES : (this.#late.get(change) ?? 0);
    if (!isFirst && late >= LATE_SAMPLES) return;
    if (change !== undefined) this.#late.set(change, late + 1);
    const before = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
    this.#samples.push({ path, before, lines, outcome, isRedacted, ...(after === undefined ? {} : { after }) });
  }
}

function* fieldsOf(value: Record<string, unknown>, prefix: string): Generator<string> {
  for (const [key, entry] of Object.entries(value)) {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry))
      yield* fieldsOf(entry as Record<string, unknown>, `${prefix}${key}.`);
    else yield prefix + key;
  }
}
