// Lines on their way into a store, as an agent brings them: read, parsed, appended, eight batches ahead at most.
import { EventReader } from '../../src/formats/event-reader.ts';
import type { EventBatch } from '../../src/model/event-batch.ts';
import type { EventSink } from '../../src/ports/event-sink.ts';
import { testSource } from '../kit/event-batches.ts';

const CHUNK = 256 * 1024;

export class LineFeeder {
  readonly #sink: EventSink;
  readonly #reader: EventReader;
  readonly #flying = new Set<Promise<unknown>>();
  #lines: string[] = [];
  #size = 0;
  bytes = 0;
  parseMs = 0;
  sent = 0;

  constructor(sink: EventSink, service: string) {
    this.#sink = sink;
    const source = testSource(service);
    this.#reader = new EventReader(
      {
        source,
        agentId: 'bench',
        generation: service,
        format: 'auto',
        multiline: 'auto',
        encoding: 'utf-8',
        timezone: 'UTC',
        correlate: [],
        fields: {},
      },
      0,
    );
  }

  async add(line: string): Promise<void> {
    this.#lines.push(line, '\n');
    this.#size += line.length + 1;
    if (this.#size >= CHUNK) await this.#push();
  }

  async end(): Promise<void> {
    await this.#push();
    await this.#send(this.#reader.flush(Date.now(), 'end'));
    await Promise.all(this.#flying);
  }

  async #push(): Promise<void> {
    const chunk = new TextEncoder().encode(this.#lines.join(''));
    this.#lines = [];
    this.#size = 0;
    this.bytes += chunk.length;
    const startMs = performance.now();
    const batch = this.#reader.push(chunk, Date.now());
    this.parseMs += performance.now() - startMs;
    await this.#send(batch);
  }

  async #send(batch: EventBatch | undefined): Promise<void> {
    if (batch === undefined) return;
    this.sent += batch.count;
    const flight = this.#sink.append(batch).finally(() => this.#flying.delete(flight));
    this.#flying.add(flight);
    if (this.#flying.size >= 8) await Promise.race(this.#flying);
  }
}
