// One log stream → events in the sink.
import { isAppError } from '../../base/errors.ts';
import { looksBinary } from '../../formats/detect-format.ts';
import { EventReader } from '../../formats/event-reader.ts';
import { type EventBatch, type EventSource, eventJson } from '../../model/event-batch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import type { ImportRequest } from '../../ports/importer.ts';
import { hashBytes } from '../identity/file-identity.ts';
import { peek } from './byte-stream.ts';
import { serviceFromPath } from './service-name.ts';
import type { LogStream } from './unpack.ts';

/** Enough to tell text from other things. */
const HEAD_BYTES = 8 * 1024;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;

export interface StreamResult {
  lines: number;
  events: number;
  duplicates: number;
  fromMs: number;
  toMs: number;
  services: Set<string>;
  format: string;
}

export interface StreamOptions {
  sink: EventSink;
  clock: Clock;
  host: string;
  request: ImportRequest;
  /** Tells two contents at one path apart: the same file imported twice is stored once. */
  fingerprint: string;
  progress: (events: number) => void;
  signal: AbortSignal | undefined;
}

/** `binary`: nothing was read, it is no text. */
export async function importStream(stream: LogStream, options: StreamOptions): Promise<StreamResult | 'binary'> {
  const { head, bytes } = await peek(stream.bytes, HEAD_BYTES);
  const encoded = options.request.encoding !== undefined && options.request.encoding !== 'auto';
  if (!encoded && !startsWithMark(head) && looksBinary(head)) return 'binary';
  const run = new StreamImport(stream, options, head);
  for await (const chunk of bytes) {
    options.signal?.throwIfAborted();
    await run.push(chunk);
  }
  return run.end();
}

class StreamImport {
  readonly #options: StreamOptions;
  readonly #reader: EventReader;
  readonly #result: StreamResult;
  #sent: Promise<void> = Promise.resolve();

  constructor(stream: LogStream, options: StreamOptions, head: Uint8Array) {
    this.#options = options;
    const { request } = options;
    const generation = hashBytes(`${stream.path}\0${options.fingerprint}\0${hashBytes(head)}`);
    const service = request.service ?? serviceFromPath(stream.path);
    const source: EventSource = {
      key: `import/${generation}`,
      service,
      host: request.host ?? options.host,
      path: stream.path,
      rule: 'import',
      revision: 0,
      topic: `logs.${service}`,
    };
    this.#reader = new EventReader(
      {
        source,
        agentId: 'import',
        generation,
        format: request.format ?? 'auto',
        multiline: 'auto',
        encoding: request.encoding ?? 'auto',
        timezone: request.timezone ?? 'local',
        correlate: [],
        fields: {},
        ...(stream.modifiedMs === undefined ? {} : { modifiedMs: stream.modifiedMs }),
      },
      0,
    );
    const [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    this.#result = { lines: 0, events: 0, duplicates: 0, fromMs, toMs, services: new Set(), format: 'plain' };
  }

  async push(chunk: Uint8Array): Promise<void> {
    await this.#take(this.#reader.push(chunk, this.#options.clock.nowMs()));
  }

  async end(): Promise<StreamResult> {
    await this.#take(this.#reader.flush(this.#options.clock.nowMs(), 'end'));
    await this.#sent;
    this.#result.lines = this.#reader.lines;
    this.#result.format = this.#reader.detected?.format ?? 'plain';
    return this.#result;
  }

  /** One batch is at the receiver while the next is made. */
  async #take(batch: EventBatch | undefined): Promise<void> {
    if (batch === undefined) return;
    await this.#sent;
    this.#count(batch);
    this.#sent = this.#send(batch);
    // Awaited before the next batch: this only keeps an early failure from counting as unhandled meanwhile.
    this.#sent.catch(() => {});
  }

  #count(batch: EventBatch): void {
    const result = this.#result;
    result.events += batch.count;
    for (const timeMs of batch.timesMs) {
      if (timeMs < result.fromMs) result.fromMs = timeMs;
      if (timeMs > result.toMs) result.toMs = timeMs;
    }
    // Events that were Crosstail's before keep the service they had.
    if (this.#reader.detected?.format === 'ecs') {
      for (let i = 0; i < batch.count; i++) result.services.add(serviceOf(eventJson(batch, i)) ?? batch.source.service);
    } else result.services.add(batch.source.service);
    this.#options.progress(batch.count);
  }

  async #send(batch: EventBatch): Promise<void> {
    const { sink, clock, signal } = this.#options;
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
      try {
        this.#result.duplicates += (await sink.append(batch, signal)).duplicates;
        return;
      } catch (error) {
        signal?.throwIfAborted();
        if (!isAppError(error) || !error.retryable) throw error;
        await clock.sleep(backoffMs, signal);
      }
    }
  }
}

function serviceOf(json: string): string | undefined {
  const event = JSON.parse(json) as { service?: { name?: unknown } };
  return typeof event.service?.name === 'string' ? event.service.name : undefined;
}

// UTF-16 and UTF-32 text is full of NUL bytes: its mark says that it is text.
function startsWithMark(head: Uint8Array): boolean {
  const [a, b, c, d] = head;
  return (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);
}
