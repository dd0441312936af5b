// Lines as C++ (glog) and Python (logging) programs write them, from a seed: same seed, same lines.

/** Small seeded generator of numbers in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const RARE_WORD = 'qzx9marker';
export const RARE_PART = 'ffdeadbee';
export const COMMON_WORD = 'heartbeat';

const SOURCES = ['planner.cc:214', 'rpc_endpoint.cc:88', 'chunk_writer.cc:642', 'lru.cc:151', 'wal.cc:377'];
const MODULES = ['shop.api.orders', 'billing.settle', 'auth.session', 'worker.queue'];

/** `count` events' lines between two instants; `rareEvery` plants the rare words once in so many. */
export function* logLines(
  count: number,
  fromMs: number,
  toMs: number,
  seed: number,
  rareEvery: number,
): Generator<{ line: string; service: 'engine' | 'shop'; requestId: string }> {
  const random = seededRandom(seed);
  const int = (below: number) => Math.floor(random() * below);
  const hex = (digits: number) =>
    int(16 ** digits)
      .toString(16)
      .padStart(digits, '0');
  let requestId = '';
  for (let i = 0; i < count; i++) {
    const timeMs = fromMs + ((toMs - fromMs) * i) / count;
    if (i % 4 === 0) requestId = `req-${hex(8)}-${hex(4)}-${hex(4)}`;
    const kind = random();
    const isRare = i % rareEvery === Math.floor(rareEvery / 2);
    if (kind < 0.5) yield { line: engineLine(timeMs, kind, requestId, isRare, int, hex), service: 'engine', requestId };
    else yield { line: shopLine(timeMs, kind, requestId, isRare, int), service: 'shop', requestId };
  }
}

function engineLine(
  timeMs: number,
  kind: number,
  requestId: string,
  isRare: boolean,
  int: (n: number) => number,
  hex: (n: number) => string,
): string {
  const iso = new Date(timeMs).toISOString();
  const level = kind < 0.01 ? 'E' : kind < 0.04 ? 'W' : 'I';
  const micros = String(Math.floor((timeMs * 1000) % 1_000_000)).padStart(6, '0');
  const head = `${level}${iso.slice(0, 10).replaceAll('-', '')} ${iso.slice(11, 19)}.${micros} ${String(4000 + int(40)).padStart(5)} ${SOURCES[int(SOURCES.length)]}]`;
  if (isRare)
    return `${head} slow flush tag=${RARE_WORD} id=blk-00${RARE_PART}f9 waited for fsync on volume vol-${int(200)}`;
  if (kind < 0.26)
    return `${head} ${COMMON_WORD} from host=ws${int(64)} seq=${int(1e6)} load=${(int(1600) / 100).toFixed(2)} queued=${int(512)} lag_ms=${int(900)} status=ok`;
  return `${head} finished rpc req_id=${requestId} method=Write shard=${int(32)} bytes=${int(1 << 24)} took_us=${int(90000)} crc=${hex(8)}`;
}

function shopLine(
  timeMs: number,
  kind: number,
  requestId: string,
  isRare: boolean,
  int: (n: number) => number,
): string {
  const iso = new Date(timeMs).toISOString();
  const level = kind < 0.51 ? 'ERROR' : kind < 0.54 ? 'WARNING' : kind < 0.6 ? 'DEBUG' : 'INFO';
  const head = `${iso.slice(0, 10)} ${iso.slice(11, 19)},${iso.slice(20, 23)} ${level} ${MODULES[int(MODULES.length)]} [${1000 + int(8)}]`;
  if (isRare) return `${head} reconciliation skipped, marker ${RARE_WORD} block blk-00${RARE_PART}f9`;
  if (kind < 0.51)
    return `${head} request failed request_id=${requestId} user=u${int(5000)}: upstream timeout after ${int(30000)} ms`;
  return `${head} handled POST /v1/orders/${int(1e6)} request_id=${requestId} user=u${int(5000)} status=200 duration_ms=${int(2500)} items=${int(40)}`;
}
