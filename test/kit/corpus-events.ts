// The events that the query corpus is asked of: every shape a field may have, several scripts, odd levels, missing parts.
import type { LogEvent } from '../../src/model/log-event.ts';
import { testEvent, testSource } from './event-batches.ts';

export const CORPUS_START_MS = Date.parse('2026-11-23T22:58:00.000Z');

type Extra = (event: LogEvent) => void;
type Line = [service: string, level: string | undefined, message: string, extra?: Extra];

const add =
  (fields: Record<string, unknown>): Extra =>
  (event) => {
    for (const [name, value] of Object.entries(fields)) {
      const own = event[name];
      const isObject = typeof own === 'object' && own !== null && typeof value === 'object' && !Array.isArray(value);
      event[name] = isObject ? { ...own, ...value } : value;
    }
  };

const ids = (found: Record<string, string[]>): Extra => add({ crosstail: { ids: found } });

const LINES: Line[] = [
  ['shop', 'INFO', 'GET /checkout 200 in 12ms req-8f3a1c2e', ids({ request: ['req-8f3a1c2e'] })],
  ['shop', 'ERROR', 'Pool timeout: connection refused (db-1:5432)', ids({ request: ['req-8f3a1c2e', 'ord-77'] })],
  ['Shop', 'Error', 'POOL TIMEOUT, connection to db-2 refused', ids({ order: ['ORD-77'] })],
  [
    'engine',
    'WARN',
    'queue_depth=91 high water mark_level-3',
    add({ process: { pid: 4242, thread: { name: 'io-1' } } }),
  ],
  ['engine', 'INFO', 'pooled connection reused', add({ trace: { id: '4bf92f3577b34da6a3ce929d0e0e4736' } })],
  ['engine', undefined, 'plain line without a level', add({ span: { id: '00f067aa0ba902b7' } })],
  ['shop', 'CRITICAL', 'Traceback (most recent call last):\n  File "a.py", line 3, in f\nValueError: bad value'],
  ['billing', 'DEBUG', '数据库连接失败，重试 3 次', add({ labels: { city: '台北', code: '007' } })],
  ['billing', 'warning', 'データベース接続に失敗しました timeout=30', add({ labels: { city: '東京' } })],
  ['billing', 'notice', '연결 실패: 데이터베이스 timeout', add({ tags: ['alpha', 'Beta'] })],
  ['billing', 'INFO', 'Déjà VU in the CAFÉ', add({ labels: { city: 'Köln', size: 'L' } })],
  ['billing', 'info', 'İstanbul depo: sipariş alındı', add({ labels: { city: 'İzmir' } })],
  ['billing', 'TRACE', 'ΟΔΟΣ κλειστή στην Αθήνα', add({ labels: { city: 'Αθήνα' } })],
  ['billing', 'FATAL', 'out of memory', add({ labels: { region: 'eu-1', 'build.id': '77', retries: 3, ok: true } })],
  [
    'engine',
    'ERROR',
    'Segmentation fault (core dumped) at 0x7ffe',
    add({ process: { pid: 17 }, error: { type: 'SIGSEGV' } }),
  ],
  ['shop', 'NOTICE', 'ERROR is only a word here', add({ tags: ['single'] })],
  ['shop', 'INFO', 'tab\tand "quotes" and \\ and \u0000 and \u001b[31mred\u001b[0m 🔥 hot🔥hot'],
  [
    'gateway',
    'err',
    'upstream 10.0.0.7:8080 returned 502',
    add({ http: { response: { status_code: 502 } }, url: { path: '/api/v1/Cart' } }),
  ],
  [
    'gateway',
    'INFO',
    'GET /api/v1/cart?id=77&x=1 HTTP/1.1',
    add({ http: { response: { status_code: 200 }, request: { method: 'GET' } } }),
  ],
  [
    'gateway',
    'INFO',
    'a_b-c.d/e:f=g#h@i',
    add({ url: { path: '/a_b' }, custom: { depth: { level: 5 }, list: [1, 'two', true] } }),
  ],
  ['gateway', undefined, '', add({ duration: 12.5, custom: { depth: { level: 50 } } })],
  [
    'gateway',
    'Severe',
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',
    add({ duration: 250 }),
  ],
  ['sensor', 'I', 'temperature=-3.5 volts=1e3 hex=0xFF', add({ duration: '250', labels: { volts: '1e3' } })],
  ['sensor', 'bogus', 'level word nobody knows', add({ labels: { retries: '3', volts: '1000' } })],
  ['sensor', 'W', 'один два ТРИ timeout', add({ labels: { city: 'Москва' }, tags: [] })],
  ['sensor', 'INFO', 'ร้านค้าเปิดแล้ว shop open', add({ service: { name: 'sensor', version: '1.10.0' } })],
  ['sensor', 'INFO', 'retry retry retry', add({ service: { name: 'sensor', version: '2' }, 'dotted.key': 'yes' })],
  [
    'worker-1',
    'DEBUG',
    'job 18446744073709551615 done',
    add({ log: { logger: 'jobs.Runner', origin: { file: { name: 'runner.cc', line: 88 } } } }),
  ],
  [
    'worker-2',
    'DEBUG',
    'job 42 done in 0.5s',
    add({ log: { logger: 'jobs.runner', origin: { file: { name: 'Runner.cc', line: 9 } } } }),
  ],
  [
    'worker-2',
    'ALERT',
    'disk 95% full on /var/lib',
    add({ error: { type: 'IOError', message: 'No space left on device' } }),
  ],
  ['worker-2', 'INFO', `long ${'segment.'.repeat(60)}end`, add({ labels: { note: `${'n'.repeat(9_000)}z` } })],
  ['worker-3', 'INFO', 'long path', add({ error: { message: `${'deep '.repeat(2_000)}bottom` }, process: { pid: 0 } })],
];

/** All events, oldest first: three rounds of the lines with tails of their own, over an hour's and a day's border. */
export function corpusEvents(): LogEvent[] {
  const events: LogEvent[] = [];
  for (let round = 0; round < 6; round++) {
    for (const [i, [service, level, message, extra]] of LINES.entries()) {
      const n = events.length;
      const host = i % 3 === 0 ? 'Host-A' : i % 3 === 1 ? 'host-b.example.com' : 'host-c';
      const source = testSource(service, { host, key: `agent-1/${service}/${host}` });
      const timeMs = CORPUS_START_MS + n * 37_000 + (n % 4 === 0 ? 0 : n % 1_000);
      const text = round % 2 === 0 ? message : `${message} #${round} id=${n}`;
      const event = testEvent(source, n * 100, timeMs, text, level);
      if (n % 5 === 0) event['@timestamp'] = event['@timestamp'].replace('Z', '456Z');
      if (n % 11 === 0) delete event.host;
      extra?.(event);
      events.push(structuredClone(event));
    }
  }
  return events;
}
