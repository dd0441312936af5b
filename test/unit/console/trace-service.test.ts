import { afterEach, expect, test } from 'vitest';
import { createTraceService } from '../../../src/console/trace-service.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { openEmbeddedWorkspace } from '../../../src/workspace/embedded/embedded-workspace.ts';
import { batchOf, testEvent, testSource } from '../../kit/event-batches.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';

const START_MS = Date.parse('2026-03-02T12:00:00Z');
const { signal } = new AbortController();
let opened: Workspace | undefined;
afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function serviceOn(lines: { service: string; message: string; ids?: Record<string, string[]> }[]) {
  const workspace = await openEmbeddedWorkspace({ directory: temporaryFolder() });
  opened = workspace;
  for (const name of new Set(lines.map(({ service }) => service))) {
    const source = testSource(name);
    const own = lines.flatMap(({ service, message, ids }, at): LogEvent[] => {
      if (service !== name) return [];
      const event = testEvent(source, at, START_MS + at * 100, message);
      return [{ ...event, crosstail: { ...event.crosstail, ...(ids && { ids }) } }];
    });
    await workspace.sink.append(batchOf(source, own));
  }
  return createTraceService({ workspace: Promise.resolve(workspace) });
}

const order = [
  { service: 'gate', message: 'order o9 taken', ids: { request: ['r1'], order: ['o9'], tenant: ['t1'] } },
  { service: 'gate', message: 'answered', ids: { request: ['r1'] } },
  { service: 'billing', message: 'order o9 billed', ids: { order: ['o9'] } },
  ...Array.from({ length: 2_100 }, (_, at) => ({
    service: 'billing',
    message: `line ${at} of the tenant`,
    ids: { tenant: ['t1'] },
  })),
];

test('a trace goes one step on to the ids it shares lines with when asked, but not to those of thousands of lines', async () => {
  const service = await serviceOn(order);
  const alone = await service['trace.find']({ value: 'r1', range: {} }, signal);
  expect(alone.events.map(({ message }) => message)).toEqual(['order o9 taken', 'answered']);
  expect(alone.followed).toBeUndefined();
  const linked = await service['trace.find']({ value: 'r1', range: {}, linked: true }, signal);
  expect(linked.events.map(({ message }) => message)).toEqual(['order o9 taken', 'answered', 'order o9 billed']);
  expect(linked.followed).toEqual([{ kind: 'order', value: 'o9', count: 1 }]);
  expect(linked.tooCommon).toEqual([{ kind: 'tenant', value: 't1', count: 1 }]);
  expect(linked.lanes.map((lane) => lane.service)).toEqual(['gate', 'billing']);
});

test('a line without ids finds what shares its rare words, as a guess with its confidence', async () => {
  const service = await serviceOn([
    ...Array.from({ length: 400 }, (_, at) => ({ service: 'gate', message: `heartbeat ${at} fine` })),
    { service: 'gate', message: 'row sku-7741 cannot be locked' },
    { service: 'billing', message: 'cart with sku-7741 was dropped' },
  ]);
  const eventId = `agent-1_gate-${(400).toString(36)}`;
  const { seed, related, leftOut } = await service['trace.related']({ eventId }, signal);
  expect(seed.message).toBe('row sku-7741 cannot be locked');
  expect(related.map(({ event }) => event.message)).toEqual(['cart with sku-7741 was dropped']);
  expect(related[0]!.shared).toEqual(['sku-7741']);
  expect(related[0]!.confidence).toBeGreaterThan(0.2);
  expect(related[0]!.confidence).toBeLessThan(1);
  expect(leftOut).toBe(0);
});

test('an id that no line carries and a line that is not there are told as such', async () => {
  const service = await serviceOn(order.slice(0, 3));
  await expect(service['trace.find']({ value: 'r2', range: {} }, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(service['trace.related']({ eventId: 'none' }, signal)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
