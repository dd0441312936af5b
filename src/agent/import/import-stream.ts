// One log stream → events in the sink.
import { isAppError, messageOf } from '../../base/errors.ts';
import { guessEncoding } from '../../formats/encodings/encoding-guess.ts';
import { encodingOfMark, isUnnamed } from '../../formats/encodings/text-encoding.ts';
import { EventReader, type ReaderSettings } from '../../formats/event-reader.ts';
import { looksBinary } from '../../formats/heads/detect-format.ts';
import { type EventBatch, type EventSource, eventJson } from '../../model/event-batch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EventSink } from '../../ports/event-sink.ts';
import type { ImportRequest } from '../../ports/importer.ts';
import { halvesOf } from '../delivery/batch-halves.ts';
import { hashBytes } from '../identity/file-identity.ts';
import { peek } from './byte-stream.ts';
import { serviceFromPath } from './service-name.ts';
import type { LogStream } from './unpack.ts';

/** Enough to tell text from other things, and one encoding from another. */
const HEAD_BYTES = 64 * 1024;
const FIRST_BACKOFF_MS = 100;
const MAX_BACKOFF_MS = 10_000;
/** A receiver that refuses so many events in a row refuses everything. */
const MAX_REFUSED_IN_ROW = 64;

export interface StreamResult {
  lines: number;
  events: number;
  duplicates: number;
  fromMs: number;
  toMs: number;
  services: Set<string>;
  format: string;
  encoding: string;
  /** Nobody named the encoding: it is the likeliest one. */
  isEncodingGuessed: boolean;
  /** Bytes and characters that could not be decoded. */
  replaced: number;
  /** Events the receiver would not take for themselves, and why it refused the first. */
  refused: number;
  firstRefusal: string | undefined;
  /** What ended the reading before the stream's end; undefined when nothing did. */
  damage: { error: unknown } | undefined;
}

export interface StreamOptions {
  sink: EventSink;
  clock: Clock;
  host: string;
  request: ImportRequest;
  /** Tells two contents at one path apart: the same file imported twice is stored once. */
  fingerprint: string;
  progress: (events: number) => void;
  /** Over all streams: events refused since the last one that was taken, and why. */
  refusals: { inRow: number; last: unknown };
  signal: AbortSignal | undefined;
}

/** The receiver takes nothing more: no file is to blame. */
export class ReceiverRefused extends Error {
  /** What it said. */
  readonly reason: unknown;

  constructor(reason: unknown) {
    super(messageOf(reason), { cause: reason });
    this.reason = reason;
  }
}

const NOBODY: EventSource = { key: '', service: '', host: '', path: '', rule: '', revision: 0, topic: '' };

/** Throws RULE_INVALID when a request's format, encoding or time zone are none: no file is to blame for that. */
export function checkSettings(request: ImportRequest): void {
  new EventReader({ ...settingsOf(request), source: NOBODY, generation: '' }, 0);
}

function settingsOf(request: ImportRequest): Omit<ReaderSettings, 'source' | 'generation'> {
  return {
    agentId: 'import',
    format: request.format ?? 'auto',
    multiline: 'auto',
    encoding: request.encoding ?? 'auto',
    timezone: request.timezone ?? 'local',
    correlate: [],
    fields: {},
  };
}

/**
 * `binary`: nothing was read, it is no text. A stream that fails is read up to there; an event that the sink refuses is
 * counted and passed over. Rejects with ReceiverRefused when it refuses everything.
 */
export async function importStream(stream: LogStream, options: StreamOptions): Promise<StreamResult | 'binary'> {
  const { head, bytes } = await peek(stream.bytes, HEAD_BYTES);
  const isNamed = !isUnnamed(options.request.encoding ?? 'auto');
  if (!isNamed && looksBinary(head.subarray(0, HEAD_BYTES))) return 'binary';
  const run = new StreamImport(stream, options, head, isNamed);
  for await (const chunk of untilDamage(bytes, run)) {
    options.signal?.throwIfAborted();
    await run.push(chunk);
  }
  return run.end();
}

/** What can be read. Only the reading's failures are the stream's: those of whoever takes the bytes pass. */
async function* untilDamage(
  bytes: AsyncIterable<Uint8Array>,
  run: { noteDamage(error: unknown): void },
): AsyncGenerator<Uint8Array> {
  try {
    yield* bytes;
  } catch (error) {
    run.noteDamage(error);
  }
}

class StreamImport {
  readonly #options: StreamOptions;
  readonly #reader: EventReader;
  readonly #result: StreamResult;
  #sent: Promise<void> = Promise.resolve();

  constructor(stream: LogStream, options: StreamOptions, head: Uint8Array, isEncodingNamed: boolean) {
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
        ...settingsOf(request),
        source,
        generation,
        ...(isEncodingNamed ? {} : { encoding: likelyEncoding(head) }),
        ...(stream.modifiedMs === undefined ? {} : { modifiedMs: stream.modifiedMs }),
      },
      0,
    );
    const [fromMs, toMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    this.#result = {
      lines: 0,
      events: 0,
      duplicates: 0,
      fromMs,
      toMs,
      services: new Set(),
      format: 'plain',
      encoding: 'utf-8',
      isEncodingGuessed: !isEncodingNamed && encodingOfMark(head) === undefined,
      replaced: 0,
      refused: 0,
      firstRefusal: undefined,
      damage: undefined,
    };
  }

  noteDamage(error: unknown): void {
    this.#result.damage = { error };
  }

  async push(chunk: Uint8Array): Promise<void> {
    await this.#take(this.#reader.push(chunk, this.#options.clock.nowMs()));
  }

  async end(): Promise<StreamResult> {
    await this.#take(this.#reader.flush(this.#options.clock.nowMs(), 'end'));
    await this.#sent;
    this.#result.lines = this.#reader.lines;
    this.#result.format = this.#reader.detected?.format ?? 'plain';
    this.#result.encoding = this.#reader.encoding;
    this.#result.replaced = this.#reader.replaced;
    return this.#result;
  }

  /** One batch is at the receiver while the next is made. */
  async #take(batch: EventBatch | undefined): Promise<void> {
    if (batch === undefined) return;
    await this.#sent;
    this.#count(batch);
    this.#sent = this.#deliver(batch);
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

  /** Hands over a batch; of one that is refused each half, down to the event that is to blame. */
  async #deliver(batch: EventBatch): Promise<void> {
    const refusal = await this.#send(batch);
    if (refusal === undefined) {
      this.#options.refusals.inRow = 0;
      return;
    }
    if (batch.count > 1) {
      for (const half of halvesOf(batch)) await this.#deliver(half);
      return;
    }
    const result = this.#result;
    result.refused++;
    result.events--;
    result.firstRefusal ??= messageOf(refusal.error);
    const { refusals } = this.#options;
    refusals.last = refusal.error;
    if (++refusals.inRow > MAX_REFUSED_IN_ROW) throw new ReceiverRefused(refusal.error);
  }

  /** Undefined when the batch was taken. */
  async #send(batch: EventBatch): Promise<{ error: unknown } | undefined> {
    const { sink, clock, signal } = this.#options;
    for (let backoffMs = FIRST_BACKOFF_MS; ; backoffMs = Math.min(backoffMs * 2, MAX_BACKOFF_MS)) {
      try {
        this.#result.duplicates += (await sink.append(batch, signal)).duplicates;
        return undefined;
      } catch (error) {
        signal?.throwIfAborted();
        if (!isAppError(error) || !error.retryable) return { error };
        await clock.sleep(backoffMs, signal);
      }
    }
  }
}

function serviceOf(json: string): string | undefined {
  const event = JSON.parse(json) as { service?: { name?: unknown } };
  return typeof event.service?.name === 'string' ? event.service.name : undefined;
}

/** A head that says nothing against UTF-8 leaves it open: what follows may. */
function likelyEncoding(head: Uint8Array): string {
  const guess = guessEncoding(head);
  return guess === 'utf-8' ? 'auto' : guess;
}
