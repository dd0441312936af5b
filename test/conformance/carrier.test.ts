import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import { WebSocketServer } from 'ws';
import { wrapHostPort } from '../../main/port-transport.ts';
import { wrapPort } from '../../renderer/platform/port-transport.ts';
import { openSocketTransport } from '../../renderer/platform/socket-transport.ts';
import { createLocalTransports } from '../../src/carrier/local-transport.ts';
import { wrapHostSocket } from '../../src/host/http/socket-transport.ts';
import { describeCarrier } from './carrier.suite.ts';

describeCarrier('a pair in one process', async () => createLocalTransports());

describeCarrier('a message port', async () => {
  const { port1, port2 } = new MessageChannel();
  // The two kinds of port name things differently: Electron's wraps what comes in `data`, the window's is an EventTarget.
  const host = wrapHostPort({
    on: (event: 'message' | 'close', listener: (message: { data: unknown }) => void) =>
      event === 'message'
        ? port1.on('message', (data) => listener({ data }))
        : port1.on('close', () => listener({ data: undefined })),
    postMessage: (frame) => port1.postMessage(frame),
    start: () => port1.start(),
    close: () => port1.close(),
  });
  return { host, client: wrapPort(port2 as unknown as MessagePort) };
});

describeCarrier('a WebSocket', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const client = await openSocketTransport(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [socket] = await accepted;
  return {
    client,
    host: wrapHostSocket(socket),
    dispose: async () => {
      server.close();
      await once(server, 'close');
    },
  };
});
