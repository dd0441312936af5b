// Stands before a real Elasticsearch and fails every so-manieth bulk: 429, 503, cut before and cut after the write.
import { createServer, request as forward, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const FAULTS = ['429', '503', 'cut before the write', 'cut after the write', '429 items'] as const;

export class FaultyElasticsearch {
  readonly node: string;
  readonly counts: Record<string, number> = { bulks: 0 };
  /** Share of bulks that fail. */
  share: number;
  readonly #server: Server;
  readonly #target: URL;
  #next = 0;

  private constructor(server: Server, target: URL, share: number) {
    this.#server = server;
    this.#target = target;
    this.share = share;
    this.node = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (incoming, outgoing) => void this.#answer(incoming, outgoing));
  }

  static async open(target: string, share: number): Promise<FaultyElasticsearch> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new FaultyElasticsearch(server, new URL(target), share);
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of incoming) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const isBulk = incoming.url?.startsWith('/_bulk') === true;
    const fault = isBulk ? this.#fault() : undefined;
    if (fault === '429' || fault === '503') return refuse(outgoing, Number(fault));
    if (fault === 'cut before the write') return void outgoing.socket?.destroy();
    const answer = await this.#forward(incoming, body);
    if (fault === 'cut after the write') return void outgoing.socket?.destroy();
    const text = fault === '429 items' ? withBusyItems(answer.body) : answer.body;
    const { 'content-length': _length, 'transfer-encoding': _encoding, ...headers } = answer.headers;
    outgoing.writeHead(answer.status, headers).end(text);
  }

  #fault(): (typeof FAULTS)[number] | undefined {
    this.counts.bulks!++;
    if ((this.counts.bulks! * this.share) % 1 >= this.share || this.share === 0) return undefined;
    const fault = FAULTS[this.#next++ % FAULTS.length]!;
    this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return fault;
  }

  #forward({ method, url, headers }: IncomingMessage, body: Buffer) {
    const { hostname, port } = this.#target;
    return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
      const sent = forward({ hostname, port, method, path: url, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function refuse(outgoing: ServerResponse, status: number): void {
  const error = { type: 'es_rejected_execution_exception', reason: 'made by the test' };
  const headers = { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' };
  outgoing.writeHead(status, headers).end(JSON.stringify({ error, status }));
}

/** Items that were stored are said to be refused for now: they come again and are found there. */
function withBusyItems(body: Buffer): string {
  const answer = JSON.parse(body.toString()) as { items?: { create: { status: number; error?: unknown } }[] };
  for (const [i, item] of (answer.items ?? []).entries()) {
    if (i % 7 !== 0 || item.create.status >= 300) continue;
    item.create = { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'made by the test' } };
  }
  return JSON.stringify(answer);
}
