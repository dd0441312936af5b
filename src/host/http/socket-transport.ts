// The carrier's frames over a WebSocket: JSON text. A reader who cannot keep up is cut off before he fills our memory,
// and one who has gone silent is noticed by pings: a dead network gives no close event.
import type { WebSocket } from 'ws';
import type { ClientFrame, HostFrame, Transport } from '../../carrier/frames.ts';

/** Bytes that may wait in the socket. Credit keeps it far below; only a reader outside the rules gets here. */
const MAX_QUEUED_BYTES = 32 * 1024 * 1024;
const PING_EVERY_MS = 20_000;
/** Pings without an answer after which the reader is gone. */
const MAX_MISSED_PINGS = 2;

/** Close codes of RFC 6455 and the registry. */
const POLICY_VIOLATION = 1008;
const TRY_AGAIN_LATER = 1013;

/** A socket as the host's end. */
export function wrapHostSocket(
  socket: WebSocket,
  pingEveryMs: number = PING_EVERY_MS,
): Transport<HostFrame, ClientFrame> {
  let missedPings = 0;
  let onClose: () => void = () => {};
  let isOpen = true;
  const heartbeat = setInterval(() => {
    if (missedPings++ >= MAX_MISSED_PINGS) socket.terminate();
    else socket.ping();
  }, pingEveryMs);
  socket.on('pong', () => {
    missedPings = 0;
  });
  // A socket error is always followed by close; without a listener it would end the process.
  socket.on('error', () => {});
  socket.on('close', () => {
    isOpen = false;
    clearInterval(heartbeat);
    onClose();
  });
  return {
    send(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > MAX_QUEUED_BYTES) socket.close(TRY_AGAIN_LATER, 'The reader is too slow.');
      else socket.send(JSON.stringify(frame));
    },
    onFrame(listener) {
      socket.on('message', (data, isBinary) => {
        missedPings = 0;
        const frame = isBinary ? undefined : parse(String(data));
        if (frame === undefined) socket.close(POLICY_VIOLATION, 'Frames are JSON text.');
        else listener(frame as ClientFrame);
      });
    },
    onClose(listener) {
      onClose = listener;
      if (!isOpen) listener();
    },
    close() {
      socket.close();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
