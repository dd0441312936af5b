import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';
import { compile } from '../../../src/query/predicate.ts';

const NOW = Date.parse('2026-11-23T10:31:00Z');

const event: LogEvent = {
  '@timestamp': '2026-11-23T10:30:41.118Z',
  message:
    'E1123 10:30:41.118123 88 pool.cc:41] pool exhausted wait=240ms req=7f3a-9b max_connections url=/api/v1/cart 庫存不足',
  event: { id: 'a-1' },
  log: { level: 'ERROR', file: { path: '/var/log/inventoryd/inventoryd.log' }, offset: 120 },
  service: { name: 'inventoryd' },
  host: { name: 'engine-1' },
  process: { pid: 88 },
  trace: { id: '4bf92f3577b34da6' },
  labels: { team: 'stock', 'k8s.pod': 'p-1', latency: '250' },
  crosstail: { ids: { request: ['7f3a-9b'], order: ['991'] } },
};

const hits = (query: string) => compile(parseQuery(query, NOW))(event);

describe('a query on an event', () => {
  it.each([
    '',
    'pool',
    'POOL',
    '"pool exhausted"',
    'pool exhausted',
    'pool AND exhausted',
    'pool nothing OR exhausted',
    'exhaus*',
    '*xhaust*',
    '*austed',
    'p??l',
    '/wait=\\d+ms/',
    '/POOL/i',
    'wait=240ms OR nothing',
    'level:error',
    'level:ERR',
    'level>=WARN',
    'level<=error',
    'level>warn',
    'level:[warn TO fatal]',
    'service:inventoryd',
    'service:inv*',
    'service:(storefront OR inventoryd)',
    'host:engine-?',
    'pid:88',
    'pid>=88',
    'pid<100',
    'id:7f3a-9b',
    'id:991',
    'id:4BF92F3577B34DA6',
    'trace:4bf92f3577b34da6',
    'NOT nothing',
    '-nothing pool',
    'pool -level:debug',
    '(pool OR nothing) AND NOT debug',
    'labels.team:stock',
    'labels.k8s.pod:p-1',
    'labels.latency>200',
    'labels.latency:[200 TO 300}',
    'file:/var/log/*',
    'file:"/var/log/inventoryd/inventoryd.log"',
    'trace:*',
    'message:"wait=240ms"',
    '庫存',
    '不足',
    '/api/v1/cart',
    'time>=10:00',
    '@timestamp<now',
    'max_connections',
    '7f3a-9b',
    'service.name:inventoryd',
    'level:(warn OR error)',
    'pool.cc',
    '"E1123 10:30:41"',
    'time>-5m',
  ])('matches %s', (query) => {
    expect(hits(query)).toBe(true);
  });

  it.each([
    'poo',
    'xhausted',
    '"exhausted pool"',
    'connections',
    'level:warn',
    'level>ERROR',
    'service:inv',
    'pid>88',
    'id:7f3a',
    'NOT pool',
    '-pool',
    'labels.nothing:*',
    'labels.latency<200',
    'labels.latency:[200 TO 250}',
    '/wait=\\d{5}/',
    '/POOL/',
    'host:engine',
    'labels.team>5',
    'time>now',
    'p?l',
    'service:(storefront OR pricing)',
    'pool AND nothing',
  ])('does not match %s', (query) => {
    expect(hits(query)).toBe(false);
  });
});

describe('a wrong query', () => {
  it.each([
    ['"open', 0],
    ['a AND', 5],
    ['(a OR b', 0],
    ['a)', 1],
    ['level:loud', 6],
    ['service:', 8],
    ['/(?=a)b/', 0],
    ['time>=yesterdayish', 6],
    ['a OR OR b', 5],
    ['x:[1 2]', 2],
  ])('%s names the character %i', (query, at) => {
    expect(() => parseQuery(query, NOW)).toThrowError(
      expect.objectContaining({ code: 'QUERY_SYNTAX', details: expect.objectContaining({ at }) }),
    );
  });

  it.each(['('.repeat(60), 'a '.repeat(4000), 'x'.repeat(20_000)])('refuses a bomb', (query) => {
    expect(() => parseQuery(query, NOW)).toThrowError(expect.objectContaining({ code: 'QUERY_TOO_EXPENSIVE' }));
  });
});
