// A socket only this user may open (a file in a 0700 folder; a named pipe on Windows), carrying frames as JSON lines.
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { AppError } from '../../base/errors.ts';

/** A frame as text may not be longer than this: far above any page we send. */
const MAX_FRAME_CHARACTERS = 64 * 1024 * 1024;

/** One end of a connection, in the shape the carrier wants. */
export interface SocketTransport<Sent, Received> {
  send(frame: Sent): void;
  onFrame(listener: (frame: Received) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Address of the socket that belongs to a folder. Paths of sockets are limited to about 100 bytes: it is hashed. */
export function socketAddress(folder: string): string {
  const name = createHash('sha256').update(path.resolve(folder)).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\crosstail-${name}`;
  return path.join(process.env['XDG_RUNTIME_DIR'] ?? tmpdir(), `crosstail-${userInfo().uid}`, `${name}.sock`);
}

/** Listens; each connection is handed over as a transport. Rejects PORT_IN_USE when somebody listens already. */
export async function listenLocally<Sent, Received>(
  address: string,
  connected: (transport: SocketTransport<Sent, Received>) => void,
): Promise<{ close(): Promise<void> }> {
  if (process.platform !== 'win32') {
    mkdirSync(path.dirname(address), { recursive: true, mode: 0o700 });
    chmodSync(path.dirname(address), 0o700);
  }
  if (await answers(address)) throw new AppError('PORT_IN_USE', `Another process already listens at ${address}.`);
  // Nobody answers: what is left is of a process that died.
  if (process.platform !== 'win32') rmSync(address, { force: true });
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    connected(createTransport(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** Connects, or undefined when nobody listens. */
export async function connectLocally<Sent, Received>(
  address: string,
): Promise<SocketTransport<Sent, Received> | undefined> {
  const socket = await tryConnect(address);
  return socket === undefined ? undefined : createTransport(socket);
}

async function answers(address: string): Promise<boolean> {
  const socket = await tryConnect(address);
  socket?.destroy();
  return socket !== undefined;
}

function tryConnect(address: string): Promise<net.Socket | undefined> {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function createTransport<Sent, Received>(socket: net.Socket): SocketTransport<Sent, Received> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let listener: ((frame: Received) => void) | undefined;
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes) => {
    rest += decoder.write(bytes);
    if (rest.length > MAX_FRAME_CHARACTERS) {
      socket.destroy();
      return;
    }
    const lines = rest.split('\n');
    rest = lines.pop()!;
    for (const line of lines) deliver(line);
  });

  function deliver(line: string): void {
    let frame: Received;
    try {
      frame = JSON.parse(line) as Received;
    } catch {
      // Not one of ours: whoever speaks like this is not listened to.
      socket.destroy();
      return;
    }
    listener?.(frame);
  }

  return {
    send: (frame) => {
      if (!socket.destroyed) socket.write(`${JSON.stringify(frame)}\n`);
    },
    onFrame: (taken) => {
      listener = taken;
    },
    onClose: (closed) => {
      if (socket.destroyed) queueMicrotask(closed);
      else socket.once('close', closed);
    },
    close: () => socket.destroy(),
  };
}
