// What every way of carrying the contract must do. Run over a pair in one process, a message port and a WebSocket.
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/base/errors.ts';
import { type CarrierClient, connectClient } from '../../src/carrier/carrier-client.ts';
import { serve } from '../../src/carrier/carrier-host.ts';
import type { ClientFrame, HostFrame, Transport } from '../../src/carrier/frames.ts';
import { call, type Services, stream } from '../../src/contract/method.ts';
import { until } from '../kit/until.ts';

export interface CarrierPair {
  client: Transport<ClientFrame, HostFrame>;
  host: Transport<HostFrame, ClientFrame>;
  /** Frees what carries the pair. */
  dispose?(): Promise<void>;
}

const contract = {
  echo: call(
    z.strictObject({ text: z.string(), size: z.number() }),
    z.strictObject({ text: z.string(), size: z.number() }),
  ),
  slow: call(z.strictObject({}), z.strictObject({})),
  refuse: call(z.strictObject({}), z.strictObject({})),
  crash: call(z.strictObject({}), z.strictObject({})),
  count: stream(z.strictObject({ to: z.number() }), z.strictObject({ n: z.number() })),
  broken: stream(z.strictObject({}), z.strictObject({ n: z.number() })),
  silent: stream(z.strictObject({}), z.strictObject({ n: z.number() })),
};

const SECRET = 'password=hunter2';

function createServices() {
  const seen = { aborted: 0, produced: 0, returned: 0, internal: [] as string[] };
  const aborted = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        seen.aborted++;
        reject(signal.reason);
      });
    });
  const services: Services<typeof contract> = {
    echo: async (input) => input,
    slow: async (_input, signal) => aborted(signal),
    refuse: async () => {
      throw new AppError('NOT_FOUND', 'Nothing here.', {
        hint: 'Look there.',
        retryable: true,
        details: { tried: ['a'] },
      });
    },
    crash: async () => {
      throw new Error(SECRET);
    },
    async *count({ to }) {
      try {
        for (let n = 1; n <= to; n++) {
          seen.produced = n;
          yield { n };
        }
      } finally {
        seen.returned++;
      }
    },
    async *broken() {
      yield { n: 1 };
      throw new Error(SECRET);
    },
    async *silent(_input, signal) {
      yield { n: 1 };
      await aborted(signal);
    },
  };
  return { services, seen };
}

/** Defines the suite for one way of carrying. */
export function describeCarrier(name: string, open: () => Promise<CarrierPair>): void {
  describe(`carrier over ${name}`, () => {
    const closing: (() => Promise<void> | void)[] = [];
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    async function start() {
      const pair = await open();
      const { services, seen } = createServices();
      serve(contract, services, pair.host, {
        onInternalError: (errorId, method, error) => seen.internal.push(`${errorId} ${method} ${String(error)}`),
      });
      const carrier: CarrierClient<typeof contract> = connectClient(contract, pair.client);
      closing.push(
        () => pair.dispose?.(),
        () => carrier.close(),
      );
      return { ...carrier, seen, pair };
    }

    test('a call comes back as it was given', async () => {
      const { client } = await start();
      const input = { text: '中文 \u0000 \ud83d\ude00 "quotes"', size: -0.5 };
      expect(await client.echo(input)).toEqual(input);
    });

    test('many calls at once keep their answers apart', async () => {
      const { client } = await start();
      const answers = await Promise.all(Array.from({ length: 200 }, (_, size) => client.echo({ text: '', size })));
      expect(answers.map(({ size }) => size)).toEqual(Array.from({ length: 200 }, (_, size) => size));
    });

    test('bad input is refused with a code and the place', async () => {
      const { client } = await start();
      const error = await client.echo({ text: 1 } as never).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'AppError', code: 'BAD_INPUT' });
      expect((error as AppError).details?.issues).toHaveLength(2);
      await expect(client.echo({ text: '', size: 1, extra: true } as never)).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
      await expect(drain(client.count({ to: 'x' } as never))).rejects.toMatchObject({ code: 'BAD_INPUT' });
    });

    test('an unknown method is refused, also one that every object has', async () => {
      const { pair } = await start();
      const frames: HostFrame[] = [];
      pair.client.onFrame((frame) => frames.push(frame));
      for (const [index, method] of ['nothing', 'constructor', '__proto__', 'toString'].entries())
        pair.client.send({ t: 'request', id: 1_000 + index, method, input: {} });
      await until(() => frames.length === 4);
      expect(frames.map((frame) => (frame.t === 'error' ? frame.error.code : frame.t))).toEqual(
        Array(4).fill('BAD_INPUT'),
      );
    });

    test('frames that are none are ignored and the next call is answered', async () => {
      const { client, pair } = await start();
      for (const junk of [
        null,
        3,
        [],
        {},
        { t: 'request' },
        { t: 'request', id: '1', method: 'echo' },
        { t: 'credit', id: 1, count: -5 },
      ])
        pair.client.send(junk as never);
      expect(await client.echo({ text: 'still here', size: 1 })).toEqual({ text: 'still here', size: 1 });
    });

    test('a typed error keeps its code, hint and details', async () => {
      const { client } = await start();
      await expect(client.refuse({})).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: 'Nothing here.',
        hint: 'Look there.',
        retryable: true,
        details: { tried: ['a'] },
      });
    });

    test('an unknown error is redacted and told to the host under its id', async () => {
      const { client, seen } = await start();
      const errors = [await caught(client.crash({})), await caught(drain(client.broken({})))];
      for (const [index, error] of errors.entries()) {
        expect(error).toMatchObject({ code: 'INTERNAL' });
        expect(JSON.stringify((error as AppError).toEnvelope())).not.toContain('hunter2');
        const id = /error (\w+)/.exec((error as AppError).message)![1]!;
        expect(seen.internal[index]).toContain(id);
        expect(seen.internal[index]).toContain(SECRET);
      }
    });

    test('a stream gives every item in order, then ends', async () => {
      const { client } = await start();
      expect(await drain(client.count({ to: 500 }))).toEqual(
        Array.from({ length: 500 }, (_, index) => ({ n: index + 1 })),
      );
    });

    test('aborting a call rejects with the caller’s reason and reaches the service', async () => {
      const { client, seen } = await start();
      const controller = new AbortController();
      const reason = new Error('changed my mind');
      const answer = client.slow({}, controller.signal);
      await client.echo({ text: '', size: 0 });
      controller.abort(reason);
      await expect(answer).rejects.toBe(reason);
      await until(() => seen.aborted === 1);
    });

    test('a call aborted before it began is never sent', async () => {
      const { client, seen } = await start();
      await expect(client.slow({}, AbortSignal.abort('early'))).rejects.toBe('early');
      await client.echo({ text: '', size: 0 });
      expect(seen.aborted).toBe(0);
    });

    test('aborting a stream rejects with the caller’s reason and reaches the service', async () => {
      const { client, seen } = await start();
      const controller = new AbortController();
      const items = client.silent({}, { signal: controller.signal })[Symbol.asyncIterator]();
      expect(await items.next()).toEqual({ value: { n: 1 }, done: false });
      const next = items.next();
      controller.abort('enough');
      await expect(next).rejects.toBe('enough');
      await until(() => seen.aborted === 1);
    });

    test('leaving a loop early stops the producer', async () => {
      const { client, seen } = await start();
      for await (const { n } of client.count({ to: 100_000 })) if (n === 3) break;
      await until(() => seen.returned === 1);
      expect(seen.produced).toBeLessThanOrEqual(3 + 16 + 1);
    });

    test('a stalled reader bounds what is produced', async () => {
      const { client, seen } = await start();
      const items = client.count({ to: 100_000 }, { window: 8 })[Symbol.asyncIterator]();
      await items.next();
      await settle(client);
      expect(seen.produced).toBeLessThanOrEqual(8 + 1);
      await items.return?.();
    });

    test('with manual credit nothing beyond the window comes until it is given back', async () => {
      const { client, seen } = await start();
      const numbers = client.count({ to: 100 }, { window: 4, manualCredit: true });
      const items = numbers[Symbol.asyncIterator]();
      for (let n = 1; n <= 4; n++) expect(await items.next()).toEqual({ value: { n }, done: false });
      await settle(client);
      expect(seen.produced).toBe(4);
      numbers.taken(2);
      for (let n = 5; n <= 6; n++) expect(await items.next()).toEqual({ value: { n }, done: false });
      await settle(client);
      expect(seen.produced).toBe(6);
      await items.return?.();
    });

    test('a reader who grants himself endless credit is bounded all the same', async () => {
      const { client, pair, seen } = await start();
      pair.client.send({ t: 'request', id: 5_000, method: 'count', input: { to: 1_000_000 }, credit: 2 ** 40 });
      await settle(client);
      expect(seen.produced).toBeLessThanOrEqual(1_024);
      pair.client.send({ t: 'abort', id: 5_000 });
    });

    test('too many requests at once are refused, not queued', async () => {
      const { client } = await start();
      const waiting = Array.from({ length: 256 }, () => caught(client.slow({})));
      await expect(client.echo({ text: '', size: 0 })).rejects.toMatchObject({ code: 'BAD_INPUT', retryable: true });
      expect(waiting).toHaveLength(256);
    });

    test('a lost host is DISCONNECTED, not an abort, for all that is open and all that comes', async () => {
      const { client, closed, pair } = await start();
      const controller = new AbortController();
      const items = client.silent({}, { signal: controller.signal })[Symbol.asyncIterator]();
      await items.next();
      const open = [caught(client.slow({}, controller.signal)), caught(items.next())];
      await client.echo({ text: '', size: 0 });
      pair.host.close();
      await closed;
      for (const error of await Promise.all(open))
        expect(error).toMatchObject({ code: 'DISCONNECTED', retryable: true });
      expect(controller.signal.aborted).toBe(false);
      await expect(client.echo({ text: '', size: 0 })).rejects.toMatchObject({ code: 'DISCONNECTED' });
      await expect(drain(client.count({ to: 1 }))).rejects.toMatchObject({ code: 'DISCONNECTED' });
    });

    test('closing one’s own end settles what is open and aborts the services', async () => {
      const carrier = await start();
      const answer = caught(carrier.client.slow({}));
      const items = carrier.client.silent({})[Symbol.asyncIterator]();
      await items.next();
      const next = caught(items.next());
      carrier.close();
      expect(await answer).toMatchObject({ code: 'DISCONNECTED' });
      expect(await next).toMatchObject({ code: 'DISCONNECTED' });
      await carrier.closed;
      await until(() => carrier.seen.aborted === 2);
    });
  });
}

async function drain<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ unexpected: value }),
    (error: unknown) => error,
  );
}

/** Some round trips: whatever the host was going to send meanwhile has been produced. */
async function settle(client: { echo(input: { text: string; size: number }): Promise<unknown> }): Promise<void> {
  for (let round = 0; round < 20; round++) await client.echo({ text: '', size: round });
}
