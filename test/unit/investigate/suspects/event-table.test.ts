import { expect, test } from 'vitest';
import { PatternMiner } from '../../../../src/investigate/patterns/pattern-miner.ts';
import { EventTable, INCIDENT } from '../../../../src/investigate/suspects/event-table.ts';
import { requestsOf } from '../../../../src/investigate/suspects/request-list.ts';
import { NOON, shopLines } from '../made-shop.ts';

test('a table that is full lets whole requests go and counts them', () => {
  const events = shopLines('i', NOON, 400);
  const table = new EventTable(new PatternMiner(), 500);
  for (const event of events) table.add(event, INCIDENT);
  table.seal();
  expect(table.size).toBeLessThanOrEqual(501);
  expect(table.size + table.thinned).toBe(events.length);
  const requests = requestsOf(table, INCIDENT);
  expect(requests.length).toBeGreaterThan(20);
  for (const { rows } of requests) expect(rows).toHaveLength(7);
});

test('parents are found from spans that lie within others', () => {
  const table = new EventTable(new PatternMiner());
  for (const event of shopLines('i', NOON, 1)) table.add(event, INCIDENT);
  table.seal();
  const [request] = requestsOf(table, INCIDENT);
  const parents = request!.spans.map(({ service, parent }) => [
    table.services[service],
    parent < 0 ? null : table.services[request!.spans[parent]!.service],
  ]);
  expect(parents).toEqual([
    ['gate', null],
    ['cart', 'gate'],
    ['stock', 'gate'],
    ['store', 'stock'],
  ]);
});
