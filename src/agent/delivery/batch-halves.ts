import { type EventBatch, eventAt } from '../../model/event-batch.ts';

/** The two halves of a batch of two events or more; together they cover its bytes, the border lies at an event. */
export function halvesOf(batch: EventBatch): [EventBatch, EventBatch] {
  const middle = batch.count >> 1;
  const border = eventAt(batch, middle).log?.offset ?? batch.fromOffset;
  const jsonBorder = batch.ends[middle - 1]! + 1;
  const first: EventBatch = {
    ...batch,
    count: middle,
    json: batch.json.subarray(0, jsonBorder),
    ends: batch.ends.subarray(0, middle),
    timesMs: batch.timesMs.subarray(0, middle),
    levels: batch.levels.subarray(0, middle),
    toOffset: border,
  };
  const second: EventBatch = {
    ...batch,
    count: batch.count - middle,
    json: batch.json.subarray(jsonBorder),
    ends: batch.ends.subarray(middle).map((end) => end - jsonBorder),
    timesMs: batch.timesMs.subarray(middle),
    levels: batch.levels.subarray(middle),
    fromOffset: border,
  };
  return [first, second];
}
