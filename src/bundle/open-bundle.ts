import { createHash } from 'node:crypto';
import { AppError } from '../base/errors.ts';
import type { EventBatch } from '../model/event-batch.ts';
import { levelRank } from '../model/level.ts';
import { type LogEvent, timeOf } from '../model/log-event.ts';
import type { EventSink } from '../ports/event-sink.ts';
import { type IncidentDocument, incidentDocument } from './bundle-findings.ts';
import { type BundleProblem, BundleReader, shown } from './bundle-reader.ts';
import { INCIDENT_NAME, type Manifest, TIMELINE_NAME } from './parts/manifest.ts';
import { verifyBundle } from './verify-bundle.ts';

const BATCH_EVENTS = 2_000;
const BATCH_UNITS = 2 * 1024 * 1024;
/** Batches on their way into the store at the same time. */
const MAX_FLYING = 4;
const MAX_LINE = 64 * 1024 * 1024;
const MAX_INCIDENT = 8 * 1024 * 1024;
const MAX_DEPTH = 64;

export interface OpenedBundle {
  manifest: Manifest;
  incident: IncidentDocument | undefined;
  events: number;
  /** Events that were in the store already. */
  duplicates: number;
}

/**
 * Loads a bundle's events into the store that `into` gives for its seal, with their ids, times and offsets as they are. The bundle is verified first:
 * rejects BUNDLE_INVALID with all that is wrong with it, and then nothing was stored.
 */
export async function openBundle(
  path: string,
  into: (seal: string) => Promise<EventSink>,
  options: { progress?: (events: number) => void; signal?: AbortSignal } = {},
): Promise<OpenedBundle> {
  const { manifest, seal, problems } = await verifyBundle(path, options.signal);
  if (manifest === undefined || seal === undefined || problems.length > 0) throw invalid(path, problems);
  const reader = await BundleReader.open(path);
  if (!(reader instanceof BundleReader)) throw invalid(path, [reader]);
  try {
    const incident = await readIncident(path, reader);
    const loader = new Loader(await into(seal), options);
    const hash = createHash('sha256');
    for await (const lines of timelineLines(path, reader, hash)) {
      for (const line of lines) await loader.add(line, parseEvent(path, line, loader.events));
    }
    await loader.end();
    const part = manifest.parts.find(({ name }) => name === TIMELINE_NAME);
    if (hash.digest('hex') !== part?.sha256)
      throw invalid(path, [{ part: TIMELINE_NAME, text: 'It changes while it is read.' }]);
    return { manifest, incident, events: loader.events, duplicates: loader.duplicates };
  } finally {
    reader.close();
  }
}

function invalid(path: string, problems: readonly BundleProblem[]): AppError {
  const [first] = problems;
  const what =
    first === undefined ? 'it cannot be read' : `${first.part === undefined ? '' : `${first.part}: `}${first.text}`;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  return new AppError('BUNDLE_INVALID', `Opening the bundle "${path}": ${what}${more}`, {
    hint: 'Nothing was loaded. Ask for the file again; `crosstail bundle verify` lists all that is wrong with it.',
    details: { problems: problems.slice(0, 20) },
  });
}

async function* timelineLines(
  path: string,
  reader: BundleReader,
  hash: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<string[]> {
  const entry = reader.entries.find(({ fileName }) => fileName === TIMELINE_NAME);
  if (entry === undefined) throw invalid(path, [{ part: TIMELINE_NAME, text: 'It is missing.' }]);
  const decoder = new TextDecoder();
  let rest = '';
  for await (const bytes of reader.content(entry)) {
    hash.update(bytes);
    const lines = (rest + decoder.decode(bytes, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE) throw invalid(path, [{ part: TIMELINE_NAME, text: 'It has a line without an end.' }]);
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}

function parseEvent(path: string, line: string, number: number): LogEvent {
  let event: Partial<LogEvent> | undefined;
  try {
    event = JSON.parse(line) as Partial<LogEvent>;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const isEvent =
    typeof event === 'object' &&
    event !== null &&
    typeof event['@timestamp'] === 'string' &&
    typeof event.message === 'string' &&
    typeof event.event?.id === 'string' &&
    !isDeeper(event, MAX_DEPTH);
  if (isEvent) return event as LogEvent;
  throw invalid(path, [{ part: TIMELINE_NAME, text: `Line ${number + 1} is no event.` }]);
}

/** Nesting beyond what any log has would overflow the stack of whoever walks it. */
function isDeeper(value: object, depth: number): boolean {
  if (depth === 0) return true;
  return Object.values(value).some(
    (inner) => typeof inner === 'object' && inner !== null && isDeeper(inner as object, depth - 1),
  );
}

async function readIncident(path: string, reader: BundleReader): Promise<IncidentDocument | undefined> {
  const entry = reader.entries.find(({ fileName }) => fileName === INCIDENT_NAME);
  if (entry === undefined) return undefined;
  const refuse = (text: string) => invalid(path, [{ part: INCIDENT_NAME, text }]);
  if (entry.uncompressedSize > MAX_INCIDENT) throw refuse('It is too large.');
  const pieces: Uint8Array[] = [];
  for await (const piece of reader.content(entry)) pieces.push(piece);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(pieces).toString());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const parsed = incidentDocument.safeParse(value);
  if (!parsed.success)
    throw refuse(`It is not as it should be: ${shown(parsed.error.issues[0]?.path.join('.') ?? '')}.`);
  return parsed.data;
}

/** Events into batches, batches into the store, a few at a time. */
class Loader {
  readonly #sink: EventSink;
  readonly #options: { progress?: (events: number) => void; signal?: AbortSignal };
  readonly #flying = new Set<Promise<void>>();
  #lines: string[] = [];
  #events: LogEvent[] = [];
  #units = 0;
  events = 0;
  duplicates = 0;

  constructor(sink: EventSink, options: { progress?: (events: number) => void; signal?: AbortSignal }) {
    this.#sink = sink;
    this.#options = options;
  }

  async add(line: string, event: LogEvent): Promise<void> {
    this.#lines.push(line);
    this.#events.push(event);
    this.#units += line.length;
    this.events++;
    if (this.#lines.length >= BATCH_EVENTS || this.#units >= BATCH_UNITS) await this.#send();
  }

  async end(): Promise<void> {
    if (this.#lines.length > 0) await this.#send();
    await Promise.all(this.#flying);
  }

  async #send(): Promise<void> {
    this.#options.signal?.throwIfAborted();
    const batch = batchOf(this.#lines, this.#events);
    this.#lines = [];
    this.#events = [];
    this.#units = 0;
    const flight = this.#sink.append(batch, this.#options.signal).then(({ duplicates }) => {
      this.duplicates += duplicates;
      this.#flying.delete(flight);
    });
    this.#flying.add(flight);
    this.#options.progress?.(this.events);
    if (this.#flying.size >= MAX_FLYING) await Promise.race(this.#flying);
  }
}

function batchOf(lines: readonly string[], events: readonly LogEvent[]): EventBatch {
  const json = Buffer.from(`${lines.join('\n')}\n`);
  const ends = new Uint32Array(lines.length);
  for (let i = 0, at = 0; i < lines.length; i++) {
    at = json.indexOf(10, at);
    ends[i] = at++;
  }
  return {
    count: lines.length,
    json: new Uint8Array(json.buffer, json.byteOffset, json.length),
    ends,
    timesMs: Float64Array.from(events, timeOf),
    levels: Uint8Array.from(events, (event) => levelRank(event.log?.level)),
    // No key: these events are known by their ids, not by how far a file was read.
    source: { key: '', service: '', host: '', path: '', rule: '', revision: 0, topic: 'bundle' },
    fromOffset: 0,
    toOffset: 0,
  };
}
