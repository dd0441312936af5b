// Every combination of credential × Host × Origin × request against a running host, each judged by rules written here
// anew: nothing comes in but what should, and no answer lacks the headers that keep other sites out.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HttpHost, startHttpHost } from '../../src/host/http/http-host.ts';
import { type RawAnswer, rawRequest } from '../kit/raw-http.ts';
import { createStubServices } from '../kit/stub-services.ts';

let host: HttpHost;
let folder: string;
let token: string;
let cookie: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'crosstail-doors-'));
  const rendererDirectory = path.join(folder, 'renderer');
  mkdirSync(path.join(rendererDirectory, 'assets'), { recursive: true });
  writeFileSync(path.join(rendererDirectory, 'index.html'), '<meta nonce="__CSP_NONCE__">page');
  writeFileSync(path.join(rendererDirectory, 'assets', 'main.js'), 'script');
  writeFileSync(path.join(folder, 'secret.js'), 'outside');
  host = await startHttpHost({ services: createStubServices(), port: 0, rendererDirectory });
  token = new URL(host.url).hash.slice('#token='.length);
  const session = await fetch(new URL('/session', host.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: new URL(host.url).origin },
    body: JSON.stringify({ token }),
  });
  cookie = session.headers.get('set-cookie')!.split(';')[0]!;
});

afterAll(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

type Expected = 'page' | 'script' | 'session' | 'carrier' | 'refused';

interface Action {
  method: string;
  path: string;
  kind: 'read' | 'session' | 'upgrade' | 'never';
  gives?: Expected;
  token?: 'right' | 'wrong';
  contentType?: string;
}

const json = 'application/json';
const ACTIONS: Action[] = [
  { method: 'GET', path: '/', kind: 'read', gives: 'page' },
  { method: 'GET', path: '/index.html?x=1', kind: 'read', gives: 'page' },
  { method: 'GET', path: '/assets/main.js', kind: 'read', gives: 'script' },
  { method: 'GET', path: '/../secret.js', kind: 'never' },
  { method: 'GET', path: '/%2e%2e/secret.js', kind: 'never' },
  { method: 'GET', path: '/..%2fsecret.js', kind: 'never' },
  { method: 'GET', path: '/..%5csecret.js', kind: 'never' },
  { method: 'GET', path: '//etc/passwd', kind: 'never' },
  { method: 'GET', path: '/session', kind: 'never' },
  { method: 'POST', path: '/', kind: 'never' },
  { method: 'PUT', path: '/session', kind: 'never', token: 'right', contentType: json },
  { method: 'OPTIONS', path: '/session', kind: 'never' },
  { method: 'DELETE', path: '/', kind: 'never' },
  { method: 'POST', path: '/session', kind: 'session', token: 'right', contentType: json },
  { method: 'POST', path: '/session', kind: 'session', token: 'wrong', contentType: json },
  { method: 'POST', path: '/session', kind: 'session', token: 'right', contentType: 'text/plain' },
  { method: 'GET', path: '/carrier', kind: 'upgrade' },
  { method: 'GET', path: '/', kind: 'never' },
  { method: 'POST', path: '/carrier', kind: 'never' },
  { method: 'GET', path: '/carrier', kind: 'never' },
];
// The eighteenth is an upgrade at a place that has none.
const UPGRADES = new Set([16, 17]);

const HOSTS = (port: number) => [
  `127.0.0.1:${port}`,
  `localhost:${port}`,
  `[::1]:${port}`,
  '127.0.0.1',
  `127.0.0.1:${port + 1}`,
  `evil.example:${port}`,
  `127.0.0.1.evil.example:${port}`,
  `localhost.:${port}`,
  `0.0.0.0:${port}`,
  `user@127.0.0.1:${port}`,
];
const ORIGINS = (port: number) => [
  undefined,
  `http://127.0.0.1:${port}`,
  `http://localhost:${port}`,
  `http://[::1]:${port}`,
  'null',
  `https://127.0.0.1:${port}`,
  `http://127.0.0.1:${port}.evil.example`,
  `http://evil.example:${port}`,
  'http://127.0.0.1',
  `http://127.0.0.1:${port + 1}`,
];
const CREDENTIALS = () => [
  { cookie, right: true },
  { cookie: undefined, right: false },
  { cookie: `${cookie.split('=')[0]}=${'A'.repeat(43)}`, right: false },
  { cookie: cookie.replace(/-\d+=/, '-1='), right: false },
  { cookie: `${cookie.split('=')[0]}=${token}`, right: false },
];

function expectedOf(action: Action, hostName: string, origin: string | undefined, hasCookie: boolean): Expected {
  const ours = HOSTS(host.port).indexOf(hostName) <= 2;
  const same = origin === `http://${hostName}`;
  if (!ours) return 'refused';
  if (action.kind === 'read') return origin === undefined || same ? action.gives! : 'refused';
  if (action.kind === 'session')
    return same && action.token === 'right' && action.contentType === json ? 'session' : 'refused';
  if (action.kind === 'upgrade') return same && hasCookie ? 'carrier' : 'refused';
  return 'refused';
}

function seenIn(answer: RawAnswer): Expected | 'leaked' {
  if (answer.body.includes('outside') || answer.body.includes('root:')) return 'leaked';
  if (answer.status === 101) return 'carrier';
  if (answer.headers['set-cookie'] !== undefined) return answer.status === 204 ? 'session' : 'leaked';
  if (answer.status === 200) return answer.body.includes('page') ? 'page' : 'script';
  return answer.status >= 400 && answer.status < 500 ? 'refused' : 'leaked';
}

function headOf(
  action: Action,
  index: number,
  hostName: string,
  origin: string | undefined,
  given: string | undefined,
) {
  const body =
    action.token === undefined ? '' : JSON.stringify({ token: action.token === 'right' ? token : 'A'.repeat(43) });
  const head = [`${action.method} ${action.path} HTTP/1.1`, `Host: ${hostName}`];
  if (origin !== undefined) head.push(`Origin: ${origin}`);
  if (given !== undefined) head.push(`Cookie: other=1; ${given}`);
  if (body !== '') head.push(`Content-Type: ${action.contentType}`, `Content-Length: ${body.length}`);
  if (UPGRADES.has(index)) {
    head.push(
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    );
  } else head.push('Connection: close');
  return { head, body };
}

test('of 10,000 combinations exactly the right ones come in', async () => {
  const cases: (() => Promise<string | undefined>)[] = [];
  let comeIn = 0;
  for (const credential of CREDENTIALS())
    for (const hostName of HOSTS(host.port))
      for (const origin of ORIGINS(host.port))
        for (const [index, action] of ACTIONS.entries()) {
          const expected = expectedOf(action, hostName, origin, credential.right);
          if (expected !== 'refused') comeIn++;
          const { head, body } = headOf(action, index, hostName, origin, credential.cookie);
          cases.push(async () => {
            const answer = await rawRequest(host.port, head, body);
            const seen = seenIn(answer);
            const bare =
              seen !== 'carrier' && answer.status !== 101 && !UPGRADES.has(index) ? missingHeaders(answer) : [];
            return seen === expected && bare.length === 0
              ? undefined
              : `${head.join(' | ')} → ${answer.status} ${seen}, ${expected} was expected; ${bare.join(' ')}`;
          });
        }
  expect(cases).toHaveLength(10_000);
  expect(comeIn).toBeGreaterThan(100);
  const wrong: string[] = [];
  const queue = cases.values();
  const work = async () => {
    for (const run of queue) {
      const problem = await run();
      if (problem !== undefined) wrong.push(problem);
    }
  };
  await Promise.all(Array.from({ length: 32 }, work));
  expect(wrong).toEqual([]);
}, 60_000);

function missingHeaders({ headers, status }: RawAnswer): string[] {
  const wanted: Record<string, string> = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  // Node itself answers what is no HTTP to it, before any of our code.
  if (status === 400) return [];
  const missing = Object.entries(wanted).filter(([name, value]) => headers[name] !== value);
  const cors = Object.keys(headers).filter((name) => name.startsWith('access-control-'));
  return [...missing.map(([name]) => `lacks ${name}`), ...cors.map((name) => `has ${name}`)];
}
