// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { axisTicks, laneShapes, traceSpan } from '../../../../../renderer/features/incident/trace-shape.ts';
import type { LogEvent } from '../../../../../src/model/log-event.ts';

const START = Date.parse('2026-11-23T10:31:01.700Z');
const event = (id: string, ms: number, service: string, level = 'INFO'): LogEvent => ({
  '@timestamp': new Date(START + ms).toISOString(),
  message: id,
  event: { id },
  log: { level },
  service: { name: service },
  host: { name: 'web-1' },
});

const TRACE = [
  event('a', 0, 'storefront'),
  event('b', 5, 'inventoryd'),
  event('c', 245, 'inventoryd', 'ERROR'),
  event('d', 250, 'storefront', 'CRITICAL'),
];

describe('lanes of a trace', () => {
  it('come in the order of their first lines', () => {
    expect(laneShapes(TRACE).map((lane) => [lane.service, lane.toMs - lane.fromMs])).toEqual([
      ['storefront', 250],
      ['inventoryd', 240],
    ]);
  });

  it('mark a silence where the last to speak kept everyone waiting, not in its callers', () => {
    const [storefront, inventoryd] = laneShapes(TRACE);
    expect(storefront!.gaps).toEqual([]);
    expect(inventoryd!.gaps).toEqual([{ fromMs: START + 5, toMs: START + 245 }]);
  });

  it('mark errors and worse', () => {
    const marks = laneShapes(TRACE).flatMap((lane) => lane.marks.filter((mark) => mark.isError));
    expect(marks.map((mark) => mark.event.event.id)).toEqual(['d', 'c']);
  });

  it('leave out lines whose time cannot be read', () => {
    const broken = { ...event('x', 0, 's'), '@timestamp': 'yesterday' };
    expect(laneShapes([broken])).toEqual([]);
    expect(traceSpan([])).toEqual({ fromMs: 0, toMs: 0 });
  });

  it('have few round ticks', () => {
    expect(axisTicks(0, 412, 6)).toEqual([0, 100, 200, 300, 400]);
    expect(axisTicks(5, 5, 6)).toEqual([5]);
  });
});
