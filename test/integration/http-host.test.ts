import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { startHttpHost } from '../../src/host/http/http-host.ts';
import { createStubServices, describedWorkspace } from '../kit/stub-services.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { until } from '../kit/until.ts';

async function start(services = createStubServices()) {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'renderer', 'index.html'), '<script nonce="__CSP_NONCE__"></script>');
  const rendererDirectory = path.join(folder, 'renderer');
  const host = await startHttpHost({ services, port: 0, rendererDirectory });
  onTestFinished(() => host.close());
  const { origin, hash } = new URL(host.url);
  const session = await fetch(`${origin}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ token: hash.slice('#token='.length) }),
  });
  const cookie = session.headers.get('set-cookie') ?? '';
  return { host, origin, cookie, folder, rendererDirectory };
}

async function openSocket({ origin, cookie }: { origin: string; cookie: string }): Promise<WebSocket> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/carrier`, { headers: { cookie, origin } });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

test('the token is at least 128 bits, stands only in the fragment, and buys an HttpOnly SameSite=Strict cookie named with the port', async () => {
  const { host, cookie } = await start();
  const url = new URL(host.url);
  expect(url.hostname).toBe('127.0.0.1');
  expect(url.search).toBe('');
  expect(Buffer.from(url.hash.slice('#token='.length), 'base64url').length).toBeGreaterThanOrEqual(16);
  expect(cookie).toMatch(new RegExp(`^crosstail-${host.port}=[\\w-]{40,}; Path=/; HttpOnly; SameSite=Strict$`));
  expect(cookie).not.toContain(url.hash.slice('#token='.length));
});

test('each load of the page has its own nonce, in the policy and in the page', async () => {
  const { origin } = await start();
  const nonces = new Set<string>();
  for (let load = 0; load < 3; load++) {
    const answer = await fetch(origin);
    const policy = answer.headers.get('content-security-policy')!;
    const nonce = /style-src 'self' 'nonce-([^']+)'/.exec(policy)![1]!;
    expect(await answer.text()).toContain(`nonce="${nonce}"`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

test('the contract is served on the socket, and both loopback addresses are', async () => {
  const services = createStubServices({ 'workspace.describe': async () => describedWorkspace });
  const { host, ...site } = await start(services);
  const socket = await openSocket(site);
  socket.send(JSON.stringify({ t: 'request', id: 1, method: 'workspace.describe', input: {} }));
  const [text] = await once(socket, 'message');
  expect(JSON.parse(String(text))).toEqual({ t: 'ok', id: 1, output: describedWorkspace });
  expect(socket.extensions).toBe('');
  const six = await fetch(`http://[::1]:${host.port}/`).catch(
    (error: unknown) => (error as { cause?: { code?: string } }).cause?.code,
  );
  expect(six instanceof Response ? six.status : six).toSatisfy(
    (seen) => seen === 200 || seen === 'EADDRNOTAVAIL' || seen === 'ECONNREFUSED',
  );
});

test.each([
  ['a message over 1 MiB', (socket: WebSocket) => socket.send('x'.repeat(1024 * 1024 + 1)), 1009],
  ['what is not JSON', (socket: WebSocket) => socket.send('hello'), 1008],
  ['a binary message', (socket: WebSocket) => socket.send(Buffer.from('{}')), 1008],
])('%s ends the connection', async (_name, send, code) => {
  const { host: _host, ...site } = await start();
  const socket = await openSocket(site);
  send(socket);
  expect((await once(socket, 'close'))[0]).toBe(code);
});

test('a window that goes away aborts what it had asked', async () => {
  let aborted = false;
  const services = createStubServices({
    async *'workspace.status'(_input, signal) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      aborted = true;
    },
  });
  const { host: _host, ...site } = await start(services);
  const socket = await openSocket(site);
  socket.send(JSON.stringify({ t: 'request', id: 1, method: 'workspace.status', input: {} }));
  socket.send(JSON.stringify({ t: 'ping' }));
  await once(socket, 'message');
  socket.terminate();
  await until(() => aborted);
});

test('a taken port is named, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => {
    other.close();
  });
  const { port } = other.address() as AddressInfo;
  const starting = startHttpHost({ services: createStubServices(), port, rendererDirectory: temporaryFolder() });
  await expect(starting).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringContaining(String(port)),
    hint: expect.stringContaining('--port'),
  });
});

test('a link in the page’s folder leads nowhere outside of it', async () => {
  const { origin, folder, rendererDirectory } = await start();
  writeFileSync(path.join(folder, 'secret.js'), 'outside');
  writeFileSync(path.join(rendererDirectory, 'assets', 'real.js'), 'inside');
  symlinkSync(path.join(folder, 'secret.js'), path.join(rendererDirectory, 'assets', 'link.js'));
  expect((await fetch(`${origin}/assets/real.js`)).status).toBe(200);
  expect((await fetch(`${origin}/assets/link.js`)).status).toBe(404);
});

test('the 65th exchange ends the first session, not the newest', async () => {
  const { origin, host, cookie } = await start();
  const token = new URL(host.url).hash.slice('#token='.length);
  let newest = '';
  for (let count = 0; count < 64; count++) {
    const answer = await fetch(`${origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token }),
    });
    newest = answer.headers.get('set-cookie')!;
  }
  await openSocket({ origin, cookie: newest });
  await expect(openSocket({ origin, cookie })).rejects.toThrow('401');
});
