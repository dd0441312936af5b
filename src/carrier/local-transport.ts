// Two ends in one process, for the command line and for tests. Frames go through JSON, so that what would not survive
// a socket does not survive here either.
import type { ClientFrame, HostFrame, Transport } from './frames.ts';

/** A connected pair of transports. */
export function createLocalTransports(): {
  client: Transport<ClientFrame, HostFrame>;
  host: Transport<HostFrame, ClientFrame>;
} {
  const toHost = new End<ClientFrame>();
  const toClient = new End<HostFrame>();
  const close = () => {
    toHost.close();
    toClient.close();
  };
  return {
    client: {
      send: (frame) => toHost.deliver(frame),
      onFrame: (l) => toClient.listen(l),
      onClose: (l) => toClient.onClose(l),
      close,
    },
    host: {
      send: (frame) => toClient.deliver(frame),
      onFrame: (l) => toHost.listen(l),
      onClose: (l) => toHost.onClose(l),
      close,
    },
  };
}

class End<Frame> {
  #listener: ((frame: Frame) => void) | undefined;
  #closeListener: (() => void) | undefined;
  #closed = false;

  listen(listener: (frame: Frame) => void): void {
    this.#listener = listener;
  }

  onClose(listener: () => void): void {
    this.#closeListener = listener;
  }

  deliver(frame: Frame): void {
    const text = JSON.stringify(frame);
    queueMicrotask(() => {
      if (!this.#closed) this.#listener?.(JSON.parse(text) as Frame);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    queueMicrotask(() => this.#closeListener?.());
  }
}
