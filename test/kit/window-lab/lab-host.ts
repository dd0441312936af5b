// The lab's host: in a worker, as the real one is in another process, so that its work takes no frame from the window.
/// <reference lib="webworker" />
import { serve } from '../../../src/carrier/carrier-host.ts';
import type { ClientFrame, HostFrame, Transport } from '../../../src/carrier/frames.ts';
import { contract } from '../../../src/contract/contract.ts';
import { createLabServices } from './lab-services.ts';

const transport: Transport<HostFrame, ClientFrame> = {
  send: (frame) => postMessage(frame),
  onFrame: (listener) => addEventListener('message', (event) => listener(event.data as ClientFrame)),
  onClose: () => {},
  close: () => close(),
};
const linesPerSecond = Number(new URLSearchParams(self.name).get('rate') ?? 12);
serve(contract, createLabServices({ linesPerSecond }), transport, {
  onInternalError: (_id, method, error) => console.error('lab service failed', method, error),
});
