import { expect, test } from 'vitest';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { TailItems } from '../../../src/ports/tail-items.ts';
import { RecentIds } from '../../../src/workspace/cluster/kafka/recent-ids.ts';

const event = (i: number): LogEvent => ({
  '@timestamp': new Date(i * 1000).toISOString(),
  message: `line ${i}`,
  event: { id: `${i}` },
});
const shown = (items: TailItems, count: number) =>
  items.take(count).map((item) => (item.type === 'event' ? item.event.message : item));

test('gives events and gaps in their order', () => {
  const items = new TailItems(10);
  items.push(event(1));
  items.push({ type: 'gap', skipped: 7, reason: 'expired' });
  items.push(event(2));
  expect(shown(items, 2)).toEqual(['line 1', { type: 'gap', skipped: 7, reason: 'expired' }]);
  expect(shown(items, 9)).toEqual(['line 2']);
  expect(items.isEmpty).toBe(true);
});

test('counts exactly what it skips, gaps that were passed over too', () => {
  const items = new TailItems(3);
  items.push({ type: 'gap', skipped: 7, reason: 'expired' });
  for (let i = 0; i < 1_000; i++) items.push(event(i));
  expect(shown(items, 10)).toEqual([
    { type: 'gap', skipped: 7 + 997, reason: 'slow-reader', fromMs: 0, toMs: 996_000 },
    'line 997',
    'line 998',
    'line 999',
  ]);
  expect(items.isEmpty).toBe(true);
});

test('recent ids are known again, old ones are let go', () => {
  const ids = new RecentIds();
  for (let i = 0; i < 30_000; i++) expect(ids.add(`${i}`)).toBe(true);
  expect(ids.add('29999')).toBe(false);
  expect(ids.add('21000')).toBe(false);
  expect(ids.add('1')).toBe(true);
});
