// Host end: takes frames, checks input against the contract, runs services. It guarantees that a stream never sends
// more than its reader's credit, that every request ends in exactly one ok or error (an abort ends silently), and that
// a closed transport aborts all its requests. A service must heed its signal: nothing can stop one that does not.
import { AppError, isAppError } from '../base/errors.ts';
import type { Contract, Services } from '../contract/method.ts';
import { type ClientFrame, type HostFrame, readClientFrame, type Transport } from './frames.ts';

/** Requests open at once on one transport: far above what a window needs, far below what would hurt. */
const MAX_OPEN = 256;
/** Items a reader may have under way: a reader who asks for more gets this many, so that no credit is without bound. */
const MAX_CREDIT = 1_024;

export interface HostOptions {
  /** Told of errors that are ours: they reach the client only as INTERNAL with this id. */
  onInternalError(errorId: string, method: string, error: unknown): void;
}

interface Running {
  controller: AbortController;
  credit: number;
  wake: (() => void) | undefined;
}

/** Serves the contract on one transport until it closes. */
export function serve<C extends Contract>(
  contract: C,
  services: Services<C>,
  transport: Transport<HostFrame, ClientFrame>,
  options: HostOptions,
): void {
  const running = new Map<number, Running>();
  transport.onFrame((received) => {
    const frame = readClientFrame(received);
    if (frame === undefined) return;
    if (frame.t === 'request') void runRequest(frame);
    else if (frame.t === 'ping') transport.send({ t: 'pong' });
    else if (frame.t === 'abort') stop(frame.id);
    else if (frame.t === 'credit') addCredit(frame.id, frame.count);
  });
  transport.onClose(() => {
    for (const id of [...running.keys()]) stop(id);
  });

  function stop(id: number): void {
    const request = running.get(id);
    running.delete(id);
    request?.controller.abort(new AppError('DISCONNECTED', 'The reader left.'));
    request?.wake?.();
  }

  function addCredit(id: number, count: number): void {
    const request = running.get(id);
    if (request === undefined) return;
    request.credit = Math.min(MAX_CREDIT, request.credit + count);
    request.wake?.();
  }

  async function runRequest(frame: Extract<ClientFrame, { t: 'request' }>): Promise<void> {
    const request: Running = {
      controller: new AbortController(),
      credit: Math.min(MAX_CREDIT, frame.credit ?? 1),
      wake: undefined,
    };
    if (running.has(frame.id)) return;
    const full = running.size >= MAX_OPEN;
    running.set(frame.id, request);
    try {
      if (full)
        throw new AppError('BAD_INPUT', `More than ${MAX_OPEN} requests are open on one connection.`, {
          retryable: true,
        });
      const output = await perform(frame, request);
      if (running.get(frame.id) === request)
        transport.send({ t: 'ok', id: frame.id, ...(output === undefined ? {} : { output }) });
    } catch (error) {
      if (running.get(frame.id) === request)
        transport.send({ t: 'error', id: frame.id, error: envelope(frame.method, error) });
    } finally {
      if (running.get(frame.id) === request) running.delete(frame.id);
    }
  }

  async function perform(frame: Extract<ClientFrame, { t: 'request' }>, request: Running): Promise<unknown> {
    // Looked up in the contract, as an own property: a service object's other members are out of reach.
    const method = Object.hasOwn(contract, frame.method) ? contract[frame.method] : undefined;
    if (method === undefined)
      throw new AppError('BAD_INPUT', `There is no method "${String(frame.method).slice(0, 100)}".`);
    const parsed = method.input.safeParse(frame.input);
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      throw new AppError(
        'BAD_INPUT',
        `${frame.method} was called with bad input: ${issue.path.join('.') || 'input'}: ${issue.message}.`,
        {
          details: {
            issues: parsed.error.issues
              .slice(0, 10)
              .map((each) => ({ path: each.path.map(String), message: each.message })),
          },
        },
      );
    }
    const service = services[frame.method as keyof C] as (input: unknown, signal: AbortSignal) => unknown;
    const result = service(parsed.data, request.controller.signal);
    if (method.kind === 'call') return result;
    await pump(frame.id, result as AsyncIterable<unknown>, request);
    return undefined;
  }

  async function pump(id: number, items: AsyncIterable<unknown>, request: Running): Promise<void> {
    for await (const item of items) {
      if (running.get(id) !== request) return;
      transport.send({ t: 'item', id, item });
      request.credit--;
      while (request.credit <= 0 && running.get(id) === request) {
        await new Promise<void>((resolve) => {
          request.wake = resolve;
        });
        request.wake = undefined;
      }
    }
  }

  function envelope(method: string, error: unknown) {
    if (isAppError(error)) return error.toEnvelope();
    const errorId = Math.random().toString(36).slice(2, 10);
    options.onInternalError(errorId, method, error);
    return new AppError('INTERNAL', `${method} failed for a reason of our own (error ${errorId}).`, {
      hint: 'The log of Crosstail has more under this id.',
    }).toEnvelope();
  }
}
