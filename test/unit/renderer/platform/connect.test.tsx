import { cleanup, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Connection } from '../../../../renderer/platform/connect.ts';
import { ConnectionProvider, useConnection } from '../../../../renderer/platform/console-context.tsx';
import { useCall } from '../../../../renderer/platform/use-call.ts';
import { useStream } from '../../../../renderer/platform/use-stream.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { serve } from '../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../src/carrier/local-transport.ts';
import { type ConsoleServices, contract } from '../../../../src/contract/contract.ts';

/** A host whose connections can be cut; only what a test asks for is answered. */
function createHost(services: Partial<ConsoleServices>) {
  const open: (() => void)[] = [];
  return {
    connections: 0,
    refuse: 0,
    async openTransport() {
      if (this.refuse-- > 0) throw new Error('nobody is there');
      this.connections++;
      const { client, host } = createLocalTransports();
      serve(contract, services as ConsoleServices, host, { onInternalError: () => {} });
      open.push(() => host.close());
      return client;
    },
    cut() {
      for (const close of open.splice(0)) close();
    },
  };
}

const counts =
  (signalled: { count: number }): ConsoleServices['store.stats'] =>
  async () => {
    signalled.count++;
    return { events: signalled.count, bytes: 0, fromMs: null, toMs: null, segments: [] };
  };

afterEach(cleanup);

function Probe() {
  const { status } = useConnection();
  const { latest } = useStream('hosts.watch', {});
  const { value, error } = useCall('store.stats', {});
  return (
    <p>
      {status} hosts={latest?.hosts.length ?? 'none'} events={value?.events ?? 'none'} error={error?.code ?? 'none'}
    </p>
  );
}

function show(host: ReturnType<typeof createHost>) {
  const connection = new Connection(() => host.openTransport());
  void connection.start();
  render(
    <ConnectionProvider connection={connection}>
      <Probe />
    </ConnectionProvider>,
  );
  return connection;
}

describe('the connection', () => {
  it('heals after the host was lost, and views subscribe again by themselves', async () => {
    const asked = { count: 0 };
    let streams = 0;
    const host = createHost({
      'store.stats': counts(asked),
      async *'hosts.watch'(_input, signal) {
        streams++;
        yield { hosts: [] };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      },
    });
    const connection = show(host);
    await screen.findByText('ready hosts=0 events=1 error=none');
    host.refuse = 1;
    host.cut();
    await screen.findByText(/^lost hosts=0 events=1/);
    await screen.findByText('ready hosts=0 events=2 error=none', undefined, { timeout: 5_000 });
    expect(host.connections).toBe(2);
    expect(streams).toBe(2);
    connection.stop();
  });

  it('shows an error of the host with its code and keeps the connection', async () => {
    const host = createHost({
      'store.stats': async () => {
        throw new AppError('STORE_CORRUPT', 'It is broken.');
      },
      // biome-ignore lint/correctness/useYield: a stream that ends at once
      async *'hosts.watch'() {},
    });
    const connection = show(host);
    await screen.findByText('ready hosts=none events=none error=STORE_CORRUPT');
    expect(host.connections).toBe(1);
    connection.stop();
  });

  it('ends a stream at the host when the view goes', async () => {
    let ended = false;
    const host = createHost({
      'store.stats': counts({ count: 0 }),
      async *'hosts.watch'(_input, signal) {
        yield { hosts: [] };
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
        ended = true;
      },
    });
    const connection = show(host);
    await screen.findByText(/hosts=0/);
    cleanup();
    await waitFor(() => expect(ended).toBe(true));
    connection.stop();
  });
});
