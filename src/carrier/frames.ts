// What travels between a client and a host. One id names one request; the client counts them up.
import type { ErrorEnvelope } from '../base/errors.ts';

export type ClientFrame =
  | { t: 'request'; id: number; method: string; input: unknown; credit?: number }
  | { t: 'abort'; id: number }
  | { t: 'credit'; id: number; count: number }
  | { t: 'ping' };

export type HostFrame =
  | { t: 'item'; id: number; item: unknown }
  /** End of a call (with its output) or of a stream (without). */
  | { t: 'ok'; id: number; output?: unknown }
  | { t: 'error'; id: number; error: ErrorEnvelope }
  | { t: 'pong' };

/** A two-way way for frames: a message port, a socket, or two ends in one process. */
export interface Transport<Sent, Received> {
  send(frame: Sent): void;
  onFrame(listener: (frame: Received) => void): void;
  /** The other end is gone, for whatever reason; called once. */
  onClose(listener: () => void): void;
  close(): void;
}

/** A frame as it came from outside, or undefined when it is none: whoever speaks to a host is not trusted to be ours. */
export function readClientFrame(value: unknown): ClientFrame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { t, id, method, input, credit, count } = value as Record<string, unknown>;
  if (t === 'ping') return { t };
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) return undefined;
  if (t === 'abort') return { t, id };
  if (t === 'credit') return isCredit(count) ? { t, id, count } : undefined;
  if (t !== 'request' || typeof method !== 'string') return undefined;
  return { t, id, method, input, ...(isCredit(credit) ? { credit } : {}) };
}

function isCredit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
