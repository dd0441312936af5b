// The console in a browser: the built page, the token's exchange, and the contract on a WebSocket. Loopback only.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { serve } from '../../carrier/carrier-host.ts';
import { type ConsoleServices, contract } from '../../contract/contract.ts';
import type { Logger } from '../../ports/logger.ts';
import { createStderrLogger } from '../stderr-logger.ts';
import { createDoors, type Doors } from './http-doors.ts';
import { HttpSessions } from './http-sessions.ts';
import { listenOnLoopback } from './loopback-listeners.ts';
import { readPageFile } from './page-files.ts';
import { SAFE_HEADERS } from './page-policy.ts';
import { wrapHostSocket } from './socket-transport.ts';

export interface HttpHostOptions {
  services: ConsoleServices;
  /** 0 takes any free one. */
  port: number;
  /** Folder of the built page. */
  rendererDirectory: string;
  log?: Logger;
}

export interface HttpHost {
  /** Address with the token in its fragment, which browsers send to nobody. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** A message from a page may be this long. */
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Windows open at once. */
const MAX_SOCKETS = 32;
/** A token with its JSON around it. */
const MAX_BODY_BYTES = 1_024;
const BODY_LIMIT_MS = 10_000;

/** Serves until closed. Rejects PORT_IN_USE or PERMISSION_DENIED. */
export async function startHttpHost(options: HttpHostOptions): Promise<HttpHost> {
  const log = options.log ?? createStderrLogger();
  // Known once the port is; no request comes before.
  let site: Site | undefined;
  const { port, servers } = await listenOnLoopback(options.port, () =>
    createServer({ headersTimeout: BODY_LIMIT_MS, requestTimeout: BODY_LIMIT_MS, maxHeaderSize: 16_384 })
      .on('request', (request, response) => {
        answer(site!, request, response).catch((error: unknown) => {
          log.error('a request failed', { path: request.url?.slice(0, 200), error: String(error) });
          refuse(response, 500);
        });
      })
      .on('upgrade', (request, socket, head) => upgrade(site!, request, socket, head)),
  );
  site = { options, log, doors: createDoors(port), sessions: new HttpSessions(port), sockets: createSockets() };
  return {
    url: `http://127.0.0.1:${port}/#token=${site.sessions.token}`,
    port,
    close: () => close(servers, site.sockets),
  };
}

interface Site {
  options: HttpHostOptions;
  log: Logger;
  doors: Doors;
  sessions: HttpSessions;
  sockets: WebSocketServer;
}

function createSockets(): WebSocketServer {
  return new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false });
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { doors } = site;
  if (!doors.isOurHost(request) || doors.isFromOtherPage(request)) return refuse(response, 403);
  const path = pathOf(request);
  if (path === '/session') return openSession(site, request, response);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  if (path === '/carrier') return refuse(response, 426);
  const file = path === undefined ? undefined : await readPageFile(site.options.rendererDirectory, path);
  if (file === undefined) return refuse(response, 404);
  response.writeHead(200, { ...file.headers, 'content-length': file.body.byteLength });
  response.end(request.method === 'HEAD' ? undefined : file.body);
}

/** The raw path: resolving `..` first, as URL does, would hide what was asked. */
function pathOf(request: IncomingMessage): string | undefined {
  const target = request.url ?? '';
  return target.startsWith('/') ? target.split('?', 1)[0] : undefined;
}

async function openSession(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return refuse(response, 405);
  // JSON cannot be sent by another site's form, whatever else fails.
  if (!site.doors.isFromOurPage(request)) return refuse(response, 403);
  if (request.headers['content-type'] !== 'application/json') return refuse(response, 415);
  const body = await readBody(request);
  if (body === undefined) return refuse(response, 413);
  const cookie = site.sessions.exchange(tokenOf(body));
  if (cookie === undefined) return refuse(response, 401);
  response.writeHead(204, { ...SAFE_HEADERS, 'set-cookie': cookie });
  response.end();
}

function tokenOf(body: string): unknown {
  try {
    return (JSON.parse(body) as { token?: unknown } | null)?.token;
  } catch {
    // Not JSON: as good as no token.
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > MAX_BODY_BYTES) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function refuse(response: ServerResponse, status: number): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // The connection ends with a refusal: a body that was not read must not be taken for the next request.
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': 'text/plain', connection: 'close' });
  response.end(`${status}\n`);
}

function upgrade(site: Site, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const status = upgradeRefusal(site, request);
  if (status !== undefined) {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    return;
  }
  site.sockets.handleUpgrade(request, socket, head, (accepted) => {
    serve(contract, site.options.services, wrapHostSocket(accepted), {
      onInternalError: (errorId, method, error) =>
        site.log.error('a request failed', { errorId, method, error: String(error) }),
    });
  });
}

function upgradeRefusal({ doors, sessions, sockets }: Site, request: IncomingMessage): string | undefined {
  if (!doors.isFromOurPage(request)) return '403 Forbidden';
  if (pathOf(request) !== '/carrier' || request.method !== 'GET') return '404 Not Found';
  if (!sessions.knows(request)) return '401 Unauthorized';
  return sockets.clients.size >= MAX_SOCKETS ? '503 Service Unavailable' : undefined;
}

async function close(servers: Server[], sockets: WebSocketServer): Promise<void> {
  for (const socket of sockets.clients) socket.terminate();
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
