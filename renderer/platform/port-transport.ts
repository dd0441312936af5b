// The carrier's frames over a MessagePort that the desktop shell hands to the page. Objects travel as they are.
import type { ClientFrame, HostFrame, Transport } from '../../src/carrier/frames.ts';
import { PORT_MESSAGE, PORT_REQUEST } from '../../src/carrier/port-messages.ts';

const ANSWER_LIMIT_MS = 5_000;

/** Asks the preload for a port and waits for it. */
export function openPortTransport(): Promise<Transport<ClientFrame, HostFrame>> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      removeEventListener('message', take);
      reject(new Error('The desktop shell gave no port within 5 s.'));
    }, ANSWER_LIMIT_MS);
    const take = (event: MessageEvent) => {
      const port = event.ports[0];
      if (event.source !== window || event.data !== PORT_MESSAGE || port === undefined) return;
      clearTimeout(timer);
      removeEventListener('message', take);
      resolve(wrapPort(port));
    };
    addEventListener('message', take);
    postMessage(PORT_REQUEST, location.origin);
  });
}

/** A port as a transport. */
export function wrapPort(port: MessagePort): Transport<ClientFrame, HostFrame> {
  let onClose: () => void = () => {};
  let isOver = false;
  const end = () => {
    if (isOver) return;
    isOver = true;
    port.close();
    onClose();
  };
  port.addEventListener('close', end);
  return {
    send: (frame) => port.postMessage(frame),
    onFrame(listener) {
      port.onmessage = (message) => listener(message.data as HostFrame);
    },
    onClose(listener) {
      onClose = listener;
    },
    close: end,
  };
}
