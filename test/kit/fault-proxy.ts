import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * What a link does: `pass`; `delay` hands each piece on late; `trickle` one byte a second; `mute` takes requests and
 * swallows the answers; `half-open` swallows everything and closes nothing; `refuse` ends new connections at once.
 */
export type LinkState = 'pass' | 'delay' | 'trickle' | 'mute' | 'half-open' | 'refuse';

const DELAY_MS = 300;

interface Pipe {
  client: Socket;
  server: Socket;
}

/** Stands between a client and a server on loopback and fails the way networks do. */
export class FaultProxy {
  state: LinkState = 'pass';
  readonly port: number;
  readonly #server: Server;
  readonly #pipes = new Set<Pipe>();
  #targetPort: number;

  private constructor(server: Server, targetPort: number) {
    this.#server = server;
    this.#targetPort = targetPort;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#join(client));
  }

  static async open(targetPort: number): Promise<FaultProxy> {
    const server = createServer({ noDelay: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultProxy(server, targetPort);
  }

  /** Leads new connections elsewhere. */
  pointTo(port: number): void {
    this.#targetPort = port;
  }

  /** Ends every connection in the middle of whatever it carries. */
  cut(): void {
    for (const { client, server } of this.#pipes) {
      client.resetAndDestroy();
      server.destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client: Socket): void {
    if (this.state === 'refuse') {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: '127.0.0.1', port: this.#targetPort, noDelay: true });
    const pipe = { client, server };
    this.#pipes.add(pipe);
    this.#carry(client, server, false);
    this.#carry(server, client, true);
    for (const socket of [client, server]) {
      socket.on('error', () => this.#end(pipe));
      socket.on('close', () => this.#end(pipe));
    }
  }

  /** A side that is gone is not told to the other while the link is half open. */
  #end(pipe: Pipe): void {
    if (this.state === 'half-open' && !(pipe.client.destroyed && pipe.server.destroyed)) return;
    this.#pipes.delete(pipe);
    pipe.client.destroy();
    pipe.server.destroy();
  }

  #carry(from: Socket, to: Socket, isAnswer: boolean): void {
    let before = Promise.resolve();
    // What was swallowed once is a hole: nothing behind it may pass on this connection.
    let broken = false;
    from.on('data', (piece: Buffer) => {
      if (broken || this.state === 'half-open' || (this.state === 'mute' && isAnswer)) {
        broken = true;
        return;
      }
      if (this.state === 'pass') {
        before = before.then(() => void (to.destroyed || to.write(piece)));
        return;
      }
      before = before.then(() => this.#slowly(piece, to));
    });
  }

  async #slowly(piece: Buffer, to: Socket): Promise<void> {
    if (this.state === 'delay') await pause(DELAY_MS);
    let at = 0;
    for (; this.state === 'trickle' && at < piece.length && !to.destroyed; at++) {
      to.write(piece.subarray(at, at + 1));
      for (let waited = 0; waited < 1_000 && this.state === 'trickle'; waited += 50) await pause(50);
    }
    if (!to.destroyed) to.write(piece.subarray(at));
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
