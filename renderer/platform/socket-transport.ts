// The carrier's frames over a WebSocket to the host that served the page: JSON text, with a heartbeat, because a dead
// network gives no close event for minutes.
import type { ClientFrame, HostFrame, Transport } from '../../src/carrier/frames.ts';

const PING_EVERY_MS = 15_000;
const SILENCE_LIMIT_MS = 40_000;

/** Connects; rejects when the host does not take the connection. */
export function openSocketTransport(url: string): Promise<Transport<ClientFrame, HostFrame>> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.onopen = () => resolve(wrap(socket));
    socket.onclose = () => reject(new Error(`The host at ${new URL(url).host} did not take the connection.`));
  });
}

function wrap(socket: WebSocket): Transport<ClientFrame, HostFrame> {
  let onFrame: (frame: HostFrame) => void = () => {};
  let onClose: () => void = () => {};
  let lastHeardMs = Date.now();
  const early: HostFrame[] = [];
  const send = (frame: ClientFrame) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const heartbeat = setInterval(() => {
    if (Date.now() - lastHeardMs > SILENCE_LIMIT_MS) end();
    else send({ t: 'ping' });
  }, PING_EVERY_MS);
  let isOver = false;
  function end(): void {
    if (isOver) return;
    isOver = true;
    clearInterval(heartbeat);
    socket.close();
    onClose();
  }
  socket.onmessage = (message) => {
    lastHeardMs = Date.now();
    const frame = JSON.parse(String(message.data)) as HostFrame;
    if (isListening) onFrame(frame);
    else early.push(frame);
  };
  socket.onclose = end;
  let isListening = false;
  return {
    send,
    onFrame(listener) {
      onFrame = listener;
      isListening = true;
      for (const frame of early.splice(0)) listener(frame);
    },
    onClose(listener) {
      onClose = listener;
    },
    close: end,
  };
}
