// The carrier's frames over a message port whose other end a window holds. Objects travel as they are (structured clone).
import type { ClientFrame, HostFrame, Transport } from '../src/carrier/frames.ts';

/** What we use of Electron's MessagePortMain. */
export interface HostPort {
  on(event: 'message', listener: (message: { data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(frame: unknown): void;
  start(): void;
  close(): void;
}

/** A port as the host's end. Frames wait in the port until somebody listens. */
export function wrapHostPort(port: HostPort): Transport<HostFrame, ClientFrame> {
  let isOpen = true;
  let onClose: () => void = () => {};
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    onClose();
  };
  port.on('close', end);
  return {
    send(frame) {
      if (isOpen) port.postMessage(frame);
    },
    onFrame(listener) {
      // What comes is checked by the carrier's host, not believed here.
      port.on('message', ({ data }) => listener(data as ClientFrame));
      port.start();
    },
    onClose(listener) {
      onClose = listener;
      if (!isOpen) listener();
    },
    close() {
      port.close();
      end();
    },
  };
}
