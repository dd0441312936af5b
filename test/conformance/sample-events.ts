// Events of several services with the shapes that queries meet: words, ids, levels or none, several lines, other scripts.
import type { EventBatch } from '../../src/model/event-batch.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { batchOf, testEvent, testSource } from '../kit/event-batches.ts';

export const SAMPLE_START_MS = Date.parse('2026-11-23T09:58:30.000Z');

const LINES: [service: string, level: string | undefined, message: string, more?: (event: LogEvent) => void][] = [
  ['shop', 'INFO', 'GET /checkout 200 in 12ms req-8f3a1c2e', (e) => withIds(e, { request: ['req-8f3a1c2e'] })],
  [
    'shop',
    'ERROR',
    'Pool timeout: connection refused (db-1:5432) req-8f3a1c2e',
    (e) => withIds(e, { request: ['req-8f3a1c2e'] }),
  ],
  ['engine', 'WARN', 'queue_depth=91 high water'],
  ['engine', 'INFO', 'pooled connection reused', (e) => (e['trace'] = { id: '4bf92f3577b34da6a3ce929d0e0e4736' })],
  ['engine', undefined, 'plain line without a level'],
  ['shop', 'ERROR', 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: bad value'],
  ['billing', 'DEBUG', '数据库连接失败，重试'],
  ['billing', 'INFO', 'Déjà VU in the café'],
  ['billing', 'FATAL', 'out of memory', (e) => (e['labels'] = { region: 'eu-1', 'build.id': '77' })],
  ['engine', 'ERROR', 'Segmentation fault (core dumped) at 0x7ffe', (e) => (e['process'] = { pid: 4242 })],
  ['shop', 'NOTICE', 'ERROR is only a word here'],
  ['shop', 'INFO', 'tab\tand "quotes" and \\ and \u0000 and \u001b[31mred\u001b[0m'],
];

function withIds(event: LogEvent, ids: Record<string, string[]>): void {
  event.crosstail = { ...event.crosstail, ids };
}

/** Batches of a fixed day: `repeat` rounds of the lines, 1.7 s apart, over an hour's border. */
export function sampleBatches(repeat: number): EventBatch[] {
  const byService = new Map<string, LogEvent[]>();
  let n = 0;
  for (let round = 0; round < repeat; round++) {
    for (const [service, level, message, more] of LINES) {
      const source = testSource(service, { host: service === 'billing' ? 'host-2' : 'host-1' });
      const text = round % 3 === 0 ? message : `${message} #${round}`;
      const event = testEvent(source, n * 100, SAMPLE_START_MS + n * 1_700, text, level);
      more?.(event);
      byService.set(service, [...(byService.get(service) ?? []), event]);
      n++;
    }
  }
  return [...byService].map(([service, events]) =>
    batchOf(testSource(service, { host: service === 'billing' ? 'host-2' : 'host-1' }), events),
  );
}

export const SAMPLE_QUERIES: string[] = [
  '',
  'pool',
  'POOL',
  'pool*',
  '*ool*',
  '*refused',
  'po?l',
  'connection refused',
  '"connection refused"',
  '"refused connection"',
  'pool OR queue_depth',
  'pool AND NOT timeout',
  '-pool',
  'NOT (pool OR 数据库)',
  '(pool OR queue_depth) level>=WARN',
  'level:ERROR',
  'level>=ERROR',
  'level<INFO',
  'NOT level>=INFO',
  'level:*',
  '-level:*',
  'level:(WARN OR FATAL)',
  'service:shop',
  'service:sh*',
  'service:/^(shop|engine)$/',
  'service:shop level:ERROR',
  'service:(shop OR billing) -level:ERROR',
  'NOT service:shop',
  'host:host-2',
  'host:HOST-2',
  'service:nobody',
  'rule:rule-engine',
  'id:req-8f3a1c2e',
  'id:REQ-8F3A1C2E',
  'id:req-8f3a1c2f',
  'id:4bf92f3577b34da6a3ce929d0e0e4736',
  'trace:4bf92f3577b34da6a3ce929d0e0e4736',
  'req',
  '"req-8f3a1c2e"',
  '8f3a1c2e',
  '/time.?out/i',
  '/refused \\(db-\\d/',
  '/^GET/',
  '/(pool|queue)/',
  '/conn[ea]?c/',
  '数据库',
  '连接',
  'déjà',
  'DÉJÀ',
  'vu',
  'café',
  'ValueError',
  'File',
  'pid:4242',
  'pid>4000',
  'labels.region:eu-1',
  'labels.build.id:77',
  'labels.region:*',
  'offset<2000',
  'offset:[1000 TO 2000]',
  'quotes',
  'red',
  '31mred',
  '#1',
  '1',
  '2',
  'time>=2026-11-23T10:00:00Z',
  'time<2026-11-23T10:00:00Z pool',
  'NOT time<2026-11-23T10:00:00Z',
  'pool OR time<2026-11-23T09:59:00Z',
  'memory OR service:engine',
  'memory OR (service:engine AND NOT level:ERROR)',
  'ERROR',
  'error:*',
  'message:pool',
  'message:*',
];
