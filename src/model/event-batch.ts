// What an agent hands to a sink: finished ECS JSON, and beside it the few numbers a sink or a filter needs
// without parsing. `LogEvent` objects are made only where somebody looks at an event.
import type { LogEvent } from './log-event.ts';

export interface EventBatch {
  readonly count: number;
  /** ECS JSON objects in UTF-8, one a line, each followed by \n. */
  readonly json: Uint8Array;
  /** Index in `json` just behind event i, its \n not counted; it starts at `i === 0 ? 0 : ends[i - 1] + 1`. */
  readonly ends: Uint32Array;
  /** Epoch milliseconds of event i (fractions allowed). */
  readonly timesMs: Float64Array;
  /** Level rank of event i (model/level); 0 for none. */
  readonly levels: Uint8Array;
  /** Where the events come from: constant within a batch. */
  readonly source: EventSource;
  /** Byte range of the file that this batch covers: an acknowledgement moves the checkpoint to `toOffset`. */
  readonly fromOffset: number;
  readonly toOffset: number;
}

export interface EventSource {
  /** Stable key of the file's life: agent id + file generation. Events of one source arrive in offset order. Empty: several sources, known by their ids. */
  readonly key: string;
  readonly service: string;
  readonly host: string;
  readonly path: string;
  readonly rule: string;
  readonly revision: number;
  readonly topic: string;
}

const decoder = new TextDecoder();

/** JSON text of event i. */
export function eventJson(batch: EventBatch, i: number): string {
  return decoder.decode(eventBytes(batch, i));
}

/** JSON bytes of event i; a view, not a copy. */
export function eventBytes(batch: EventBatch, i: number): Uint8Array {
  return batch.json.subarray(i === 0 ? 0 : batch.ends[i - 1]! + 1, batch.ends[i]!);
}

/** Event i as an object. */
export function eventAt(batch: EventBatch, i: number): LogEvent {
  return JSON.parse(eventJson(batch, i)) as LogEvent;
}
