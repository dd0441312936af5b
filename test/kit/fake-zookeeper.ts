// A server that speaks as much of ZooKeeper's protocol as a client needs to be connected, and misbehaves on request.
import { createServer, type Server, type Socket } from 'node:net';

export type Manner =
  /** Shakes hands and answers every request with "no such node". */
  | 'well'
  /** Takes connections and never says anything. */
  | 'mute'
  /** Answers the first request with half an answer and cuts the connection. */
  | 'half'
  /** Answers requests with bytes that are no answer. */
  | 'garbage'
  /** Shakes hands and never answers a request. */
  | 'silent'
  /** Says that the session is over, once. */
  | 'expired';

const NO_NODE = -101;
const CLOSE_SESSION = -11;

export class FakeZooKeeper {
  manner: Manner = 'well';
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #sessionMs: number;

  constructor(sessionMs: number) {
    this.#sessionMs = sessionMs;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** Listens on a free port of loopback; gives it. */
  listen(): Promise<number> {
    return new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', () => {
        const address = this.#server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket): void {
    this.connections++;
    this.#sockets.add(socket);
    let pending = Buffer.alloc(0);
    let shaken = false;
    socket.on('error', () => this.#sockets.delete(socket));
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      while (pending.length >= 4 && pending.length >= 4 + pending.readInt32BE(0)) {
        const size = pending.readInt32BE(0);
        const packet = pending.subarray(4, 4 + size);
        pending = pending.subarray(4 + size);
        if (shaken && packet.readInt32BE(4) === CLOSE_SESSION) socket.end();
        else if (shaken) this.#answer(socket, packet.readInt32BE(0));
        else shaken = this.#shake(socket);
      }
    });
  }

  #shake(socket: Socket): boolean {
    if (this.manner === 'mute') return false;
    const answer = Buffer.alloc(4 + 4 + 4 + 8 + 4 + 16);
    answer.writeInt32BE(answer.length - 4, 0);
    answer.writeInt32BE(this.manner === 'expired' ? 0 : this.#sessionMs, 8);
    answer.writeBigInt64BE(7n, 12);
    answer.writeInt32BE(16, 20);
    socket.write(answer);
    if (this.manner === 'expired') this.manner = 'well';
    return true;
  }

  #answer(socket: Socket, xid: number): void {
    if (this.manner === 'silent' || this.manner === 'mute') return;
    const answer = Buffer.alloc(4 + 16);
    answer.writeInt32BE(16, 0);
    answer.writeInt32BE(xid, 4);
    answer.writeInt32BE(NO_NODE, 16);
    if (this.manner === 'half') {
      this.manner = 'well';
      socket.end(answer.subarray(0, 11));
    } else if (this.manner === 'garbage') {
      this.manner = 'well';
      socket.write(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'));
    } else socket.write(answer);
  }
}
