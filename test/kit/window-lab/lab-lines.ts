// Lines as a shop in trouble writes them: several services and hosts, ids that join them, traces, a sanitizer report.
import type { LogEvent } from '../../../src/model/log-event.ts';

const SERVICES = ['storefront', 'inventoryd', 'pricing', 'checkout'] as const;
const TRACE = `Traceback (most recent call last):
  File "/srv/shop/views/cart.py", line 142, in checkout
    stock = client.reserve(items, timeout=0.5)
  File "/srv/shop/inventory/client.py", line 77, in reserve
    raise ReserveError(resp.status)
shop.errors.ReserveError: upstream 503 from inventoryd`;
const SANITIZER = `AddressSanitizer: heap-use-after-free on address 0x602000001a50
READ of size 8 at 0x602000001a50 thread T7 (engine-worker-6)
    #0 0x55d0c1 in shop::Slot::release() src/alloc.cc:61
    #1 0x55d0f2 in shop::Pool::reap(long) src/pool.cc:203
freed by thread T2 here:
    #0 0x55d111 in shop::Pool::shrink() src/pool.cc:171`;

/** Line number `n` at a time; the same number gives the same line. */
export function labLine(n: number, timeMs: number): LogEvent {
  const service = SERVICES[(n * 7) % 4]!;
  const request = ((Math.imul(n >> 3, 2654435761) >>> 0) + 0x10000000).toString(16).slice(0, 8);
  const { level, body, file, ids } = words(n, service, request);
  const prefix = `${level[0]}1123 ${new Date(timeMs).toISOString().slice(11, 23)} 48239 ${file}] `;
  const [name, line] = file.split(':');
  return {
    '@timestamp': new Date(timeMs).toISOString(),
    message: prefix + body,
    event: { id: `lab-${n}` },
    log: {
      level,
      file: { path: `/var/log/${service}.log` },
      offset: n * 120,
      origin: { file: { name: name!, line: Number(line) } },
    },
    service: { name: service },
    host: { name: n % 3 === 0 ? 'engine-1' : 'web-1' },
    process: { pid: 48211, thread: { id: 48239, name: 'worker-3' } },
    labels: { err: 'POOL_TIMEOUT' },
    crosstail: { rule: `${service}-logs`, revision: 42, format: 'glog', body_at: prefix.length, ids },
  };
}

function words(n: number, service: string, request: string) {
  const ids = { request: [request] };
  if (n % 97 === 0) return { level: 'FATAL', body: SANITIZER, file: 'alloc.cc:61', ids: {} };
  if (n % 31 === 0)
    return { level: 'ERROR', body: `reserve failed order=O-${n} req=${request}\n${TRACE}`, file: 'cart.py:142', ids };
  if (n % 13 === 0)
    return {
      level: 'ERROR',
      body: `reserve failed req=${request} sku=A-1042 err=POOL_TIMEOUT after=${200 + (n % 90)}ms`,
      file: 'reserve.cc:88',
      ids,
    };
  if (n % 7 === 0)
    return {
      level: 'WARN',
      body: `pool exhausted wait=${100 + (n % 150)}ms waiters=${n % 20} max=32`,
      file: 'pool.cc:118',
      ids: {},
    };
  if (n % 11 === 0)
    return { level: 'DEBUG', body: `session hit user=u_${n % 5000} ttl=1740`, file: 'session.py:20', ids: {} };
  if (n % 10_007 === 9)
    return {
      level: 'INFO',
      body: '商品庫存 更新 \u202eesrever\u202c \u0007bell \u001b[31mred\u001b[0m 🎉',
      file: 'stock.py:9',
      ids: {},
    };
  return { level: 'INFO', body: `200 GET /${service}/cart ${n % 40}ms req=${request}`, file: 'http.cc:53', ids };
}
