// Lines per CPU second of the reader, by format: node test/bench/formats.bench.ts [--seconds 2] [--format NAME]
// Bytes in memory → finished ECS JSON, multi-line events joined, ids found; JIT warm-up not counted.
import { parseArgs } from 'node:util';
import { EventReader } from '../../src/formats/event-reader.ts';

const CHUNK_BYTES = 256 * 1024;
const LINES = 60_000;

/** Numerical Recipes' generator: the same lines on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const next = random(20261124);
const pick = <T>(from: readonly T[]): T => from[Math.floor(next() * from.length)]!;
const number = (below: number): number => Math.floor(next() * below);
const hex = (digits: number): string => Array.from({ length: digits }, () => '0123456789abcdef'[number(16)]).join('');

const MESSAGES = [
  () =>
    `RPC Tablet.Write req_id=${hex(8)}-${hex(4)} peer=10.0.${number(256)}.${number(256)}:${number(65536)} took ${number(90000)} us, status OK, response ${number(90000)} bytes`,
  () =>
    `compaction of tablet t-${number(999999)} level ${number(7)} finished: ${number(40)} files in, ${number(100000)} keys dropped, elapsed 3.${number(999)} s`,
  () =>
    `cache shard ${number(64)} evicted ${number(5000)} entries hit ratio 0.${number(9999)}, lookups=${number(1 << 20)} user=u${number(5000)} policy=lru`,
  () =>
    `GET /v1/orders/${number(100000)} -> 200 in ${number(900)}.1 ms req_id=${hex(12)} user=u${number(5000)} ua="client/4.${number(20)}"`,
  () =>
    `Session for user u${number(5000)} refreshed, expires in ${number(86400)} s, device=ios, previous ip 10.1.${number(256)}.7`,
];
const LEVELS = ['INFO', 'INFO', 'INFO', 'INFO', 'DEBUG', 'WARNING', 'ERROR'];

const two = (n: number): string => String(n).padStart(2, '0');
function clock(i: number): { hms: string; ms: string; us: string } {
  const seconds = Math.floor(i / 200);
  const rest = (i % 200) * 5;
  return {
    hms: `${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`,
    ms: String(rest).padStart(3, '0'),
    us: String(rest * 1000 + number(1000)).padStart(6, '0'),
  };
}

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/srv/app/api/handlers.py", line 142, in dispatch',
  '    result = await self._handlers[request.route](request)',
  '  File "/usr/lib/python3.11/asyncio/tasks.py", line 479, in wait_for',
  'TimeoutError: upstream did not answer in 30 s',
].join('\n');

const WRITERS: Readonly<Record<string, (i: number) => string>> = {
  glog: (i) =>
    `${pick(['I', 'I', 'I', 'W', 'E'])}1124 ${clock(i).hms}.${clock(i).us} ${4000 + number(40)} ${pick(['rpc.cc', 'pool.cc'])}:${number(900)}] ${pick(MESSAGES)()}`,
  python: (i) => {
    const level = pick(LEVELS);
    const line = `2026-11-24 ${clock(i).hms},${clock(i).ms} ${level} [app.${pick(['db', 'api'])}] ${pick(MESSAGES)()}`;
    return level === 'ERROR' && i % 8 === 0 ? `${line}\n${TRACEBACK}` : line;
  },
  'glog + python': (i) => (i % 2 === 0 ? WRITERS.glog!(i) : WRITERS.python!(i)),
  spdlog: (i) =>
    `[2026-11-24 ${clock(i).hms}.${clock(i).ms}] [net] [${pick(['info', 'debug', 'error'])}] ${pick(MESSAGES)()}`,
  log4j: (i) =>
    `2026-11-24 ${clock(i).hms},${clock(i).ms} INFO [main-${number(9)}] com.acme.pay.Service: ${pick(MESSAGES)()}`,
  syslog: (i) => `Nov 24 ${clock(i).hms} web1 app[${number(9999)}]: ${pick(MESSAGES)()}`,
  access: (i) =>
    `10.0.0.${number(256)} - - [24/Nov/2026:${clock(i).hms} +0000] "GET /v1/orders/${number(9999)} HTTP/1.1" 200 ${number(9999)} "-" "curl/8"`,
  json: (i) =>
    JSON.stringify({
      time: `2026-11-24T${clock(i).hms}.${clock(i).us}Z`,
      level: 'info',
      logger: 'app.db',
      request_id: hex(12),
      msg: pick(MESSAGES)(),
    }),
  logfmt: (i) =>
    `time="2026-11-24T${clock(i).hms}.${clock(i).ms}Z" level=info request_id=${hex(12)} msg="${pick(MESSAGES)().replaceAll('"', "'")}"`,
  docker: (i) =>
    JSON.stringify({
      log: `${WRITERS.python!(i).split('\n')[0]}\n`,
      stream: 'stdout',
      time: `2026-11-24T${clock(i).hms}.${clock(i).us}Z`,
    }),
  timestamp: (i) => `2026/11/24 ${clock(i).hms} ${pick(MESSAGES)()}`,
  plain: () => pick(MESSAGES)(),
};

function newReader(): EventReader {
  return new EventReader(
    {
      source: {
        key: 'k',
        service: 'engine',
        host: 'h1',
        path: '/var/log/engine.log',
        rule: 'engine',
        revision: 3,
        topic: 'logs.engine',
      },
      agentId: 'bench',
      generation: 'g1',
      format: 'auto',
      multiline: 'auto',
      encoding: 'utf-8',
      timezone: 'UTC',
      correlate: [],
      fields: {},
    },
    0,
  );
}

/** Lines and bytes of JSON of one pass over the bytes. */
function pass(bytes: Uint8Array): { lines: number; json: number } {
  const reader = newReader();
  let json = 0;
  for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
    json += reader.push(bytes.subarray(from, from + CHUNK_BYTES), 0)?.json.length ?? 0;
  }
  json += reader.flush(0, 'end')?.json.length ?? 0;
  return { lines: reader.lines, json };
}

function measure(bytes: Uint8Array, seconds: number): number {
  for (let i = 0; i < 3; i++) pass(bytes);
  const start = process.cpuUsage();
  let lines = 0;
  for (;;) {
    lines += pass(bytes).lines;
    const { user, system } = process.cpuUsage(start);
    if (user + system > seconds * 1e6) return lines / ((user + system) / 1e6);
  }
}

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '2' }, format: { type: 'string' } } });
console.log('format             bytes a line   lines per CPU s');
for (const [format, write] of Object.entries(WRITERS)) {
  if (values.format !== undefined && values.format !== format) continue;
  const bytes = new TextEncoder().encode(`${Array.from({ length: LINES }, (_, i) => write(i)).join('\n')}\n`);
  const perSecond = measure(bytes, Number(values.seconds));
  console.log(
    `${format.padEnd(18)} ${(bytes.length / LINES).toFixed(0).padStart(12)} ${Math.round(perSecond).toLocaleString('en').padStart(17)}`,
  );
}
