// What a rule does to events before they are sent: drop, sample, limit, redact. Only rules that ask for it pay for it:
// events are then read as objects one by one, and those that change are written again.
import { type EventBatch, eventAt, eventBytes } from '../../model/event-batch.ts';
import type { LogEvent } from '../../model/log-event.ts';
import type { Rule } from '../../model/rule.ts';
import { parseQuery } from '../../query/parse-query.ts';
import { compile, type EventTest } from '../../query/predicate.ts';
import { RateLimiter } from './rate-limiter.ts';
import { Redactor } from './redactor.ts';

/** Events taken out or changed, by why. */
export interface ProcessorCounts {
  dropped: number;
  sampled: number;
  limited: number;
  redacted: number;
}

export function noCounts(): ProcessorCounts {
  return { dropped: 0, sampled: 0, limited: 0, redacted: 0 };
}

const encoder = new TextEncoder();

export class BatchProcessor {
  readonly counts: ProcessorCounts = noCounts();
  readonly #drop: EventTest[];
  readonly #sample: number | undefined;
  readonly #limiter: RateLimiter | undefined;
  readonly #redactor: Redactor | undefined;

  private constructor(rule: Rule) {
    this.#drop = rule.drop.map((text) => compile(parseQuery(text)));
    this.#sample = rule.sample !== undefined && rule.sample < 1 ? rule.sample : undefined;
    this.#limiter = rule.rateLimit === undefined ? undefined : new RateLimiter(rule.rateLimit);
    this.#redactor = rule.redact.length === 0 ? undefined : new Redactor(rule.redact);
  }

  /** The processor of a checked rule; undefined when it lets everything pass as it is. */
  static of(rule: Rule): BatchProcessor | undefined {
    const asksNothing =
      rule.drop.length === 0 &&
      rule.redact.length === 0 &&
      rule.rateLimit === undefined &&
      (rule.sample === undefined || rule.sample >= 1);
    return asksNothing ? undefined : new BatchProcessor(rule);
  }

  /** What went wrong with its patterns; undefined while they behave. */
  get problem(): string | undefined {
    return this.#redactor?.problem;
  }

  /** The batch with what is left; it still covers the same byte range. `nowMs` is monotonic. */
  run(batch: EventBatch, nowMs: number): EventBatch {
    const kept: { at: number; bytes: Uint8Array }[] = [];
    let same = true;
    for (let i = 0; i < batch.count; i++) {
      const event = eventAt(batch, i);
      if (!this.#keeps(event, nowMs)) {
        same = false;
        continue;
      }
      const changed = this.#redactor?.redact(event) ?? false;
      if (changed) this.counts.redacted++;
      if (changed) same = false;
      kept.push({ at: i, bytes: changed ? encoder.encode(JSON.stringify(event)) : eventBytes(batch, i) });
    }
    return same ? batch : rebuild(batch, kept);
  }

  /** True when a drop query takes the event out. */
  drops(event: LogEvent): boolean {
    return this.#drop.some((test) => test(event));
  }

  /** A text with what the rule redacts taken out. */
  redacted(text: string): string {
    return this.#redactor?.text(text) ?? text;
  }

  #keeps(event: LogEvent, nowMs: number): boolean {
    if (this.drops(event)) {
      this.counts.dropped++;
      return false;
    }
    if (this.#sample !== undefined && shareOf(event.event.id) >= this.#sample) {
      this.counts.sampled++;
      return false;
    }
    if (this.#limiter !== undefined && !this.#limiter.take(nowMs)) {
      this.counts.limited++;
      return false;
    }
    return true;
  }
}

/** A number from 0 to 1 that is always the same for an id: what is read twice is kept twice, or dropped twice. */
function shareOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  // Without a final mix ids that differ in their last digit would get neighbouring shares.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

function rebuild(batch: EventBatch, kept: readonly { at: number; bytes: Uint8Array }[]): EventBatch {
  const json = new Uint8Array(kept.reduce((sum, { bytes }) => sum + bytes.length + 1, 0));
  const ends = new Uint32Array(kept.length);
  const timesMs = new Float64Array(kept.length);
  const levels = new Uint8Array(kept.length);
  let length = 0;
  kept.forEach(({ at, bytes }, i) => {
    json.set(bytes, length);
    length += bytes.length;
    ends[i] = length;
    json[length++] = 0x0a;
    timesMs[i] = batch.timesMs[at]!;
    levels[i] = batch.levels[at]!;
  });
  return { ...batch, count: kept.length, json, ends, timesMs, levels };
}
