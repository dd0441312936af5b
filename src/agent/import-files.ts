// The reading side of `crosstail import`: files, folders, archives and standard input, once, to the end. What cannot be
// read is named with its reason and never stops the rest.
import { messageOf } from '../base/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { FileStat, FileSystem, OpenFile } from '../ports/file-system.ts';
import type { Importer, ImportProgress, ImportRequest, ImportResult } from '../ports/importer.ts';
import { readRange } from './harvester/byte-window.ts';
import { hashBytes } from './identity/file-identity.ts';
import { readChunks } from './import/byte-stream.ts';
import { checkSettings, importStream, ReceiverRefused, type StreamResult } from './import/import-stream.ts';
import { type LogStream, unpack } from './import/unpack.ts';
import { codeOf } from './scanner/scanner.ts';

/** Folders within folders are read to this depth: links may make loops. */
const MAX_DEPTH = 32;
const PROGRESS_GAP_MS = 100;
/** The beginning and the end of a file that its fingerprint is made of. */
const EDGE_BYTES = 4 * 1024;

export interface ImporterOptions {
  files: FileSystem;
  sink: EventSink;
  clock: Clock;
  /** Host name of events when the request names none. */
  host: string;
  /** Bytes of the path `-`. */
  standardInput?: () => AsyncIterable<Uint8Array>;
}

/** An importer of this machine's files. Paths are absolute, or `-` for standard input. */
export function createFileImporter(options: ImporterOptions): Importer {
  return {
    run: (request, progress, signal) => new ImportRun(options, request, progress, signal).run(),
  };
}

class ImportRun {
  readonly #options: ImporterOptions;
  readonly #request: ImportRequest;
  readonly #progress: (now: ImportProgress) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #result: ImportResult = {
    files: 0,
    lines: 0,
    events: 0,
    from: null,
    to: null,
    services: [],
    formats: {},
    encodings: [],
    unreadable: [],
  };
  readonly #services = new Set<string>();
  #fromMs = Number.POSITIVE_INFINITY;
  #toMs = Number.NEGATIVE_INFINITY;
  #events = 0;
  readonly #refusals: { inRow: number; last: unknown } = { inRow: 0, last: undefined };
  #shownMs = 0;

  constructor(
    options: ImporterOptions,
    request: ImportRequest,
    progress: (now: ImportProgress) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#options = options;
    this.#request = request;
    this.#progress = progress;
    this.#signal = signal;
  }

  /** Rejects RULE_INVALID when format, encoding or time zone are none. */
  async run(): Promise<ImportResult> {
    checkSettings(this.#request);
    try {
      for (const path of this.#request.paths) {
        if (path === '-') await this.#standardInput();
        else await this.#path(path, 0);
      }
    } catch (error) {
      throw error instanceof ReceiverRefused ? error.reason : error;
    }
    // Nothing was taken at all: no event is to blame.
    if (this.#result.events === 0 && this.#refusals.last !== undefined) throw this.#refusals.last;
    if (this.#fromMs <= this.#toMs) {
      this.#result.from = new Date(this.#fromMs).toISOString();
      this.#result.to = new Date(this.#toMs).toISOString();
    }
    this.#result.services = [...this.#services].sort();
    return this.#result;
  }

  async #standardInput(): Promise<void> {
    const { standardInput, clock } = this.#options;
    if (standardInput === undefined) {
      this.#unreadable('-', 'there is no standard input here');
      return;
    }
    // Nothing tells two inputs apart but the time: what is piped in twice is stored twice.
    await this.#streams({ path: 'stdin', bytes: standardInput(), modifiedMs: undefined }, `${clock.nowMs()}`);
  }

  async #path(path: string, depth: number): Promise<void> {
    this.#signal?.throwIfAborted();
    const { files } = this.#options;
    try {
      const stat = await files.stat(path);
      if (stat.kind === 'directory') await this.#folder(path, depth);
      else if (stat.kind === 'file') await this.#file(path);
      else this.#unreadable(path, 'it is neither a file nor a folder');
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof ReceiverRefused) throw error;
      this.#unreadable(path, reasonOf(error));
    }
  }

  async #folder(path: string, depth: number): Promise<void> {
    if (depth > MAX_DEPTH) {
      this.#unreadable(path, `it lies deeper than ${MAX_DEPTH} folders`);
      return;
    }
    const entries = await this.#options.files.list(path);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      // A link within a folder may lead back into it: only files behind links are read.
      const at = `${path.replace(/\/$/, '')}/${entry.name}`;
      if (entry.kind === 'link' && (await this.#leadsToFolder(at))) continue;
      await this.#path(at, depth + 1);
    }
  }

  async #leadsToFolder(path: string): Promise<boolean> {
    try {
      return (await this.#options.files.stat(path)).kind === 'directory';
    } catch {
      // It leads nowhere: the reading names it as unreadable.
      return false;
    }
  }

  async #file(path: string): Promise<void> {
    const handle = await this.#options.files.open(path, 'read');
    try {
      const stat = await handle.stat();
      const stream: LogStream = {
        path,
        bytes: readChunks(handle),
        modifiedMs: Number(stat.mtimeNs / 1_000_000n),
      };
      await this.#streams(stream, await fingerprintOf(handle, stat));
    } finally {
      await handle.close();
    }
  }

  async #streams(outer: LogStream, fingerprint: string): Promise<void> {
    let path = outer.path;
    try {
      for await (const stream of unpack(outer)) {
        path = stream.path;
        await this.#stream(stream, fingerprint, path.includes('!/') ? path : outer.path);
      }
    } catch (error) {
      this.#signal?.throwIfAborted();
      if (error instanceof ReceiverRefused) throw error;
      // What was read before the damage stays: the reason says that the rest is missing.
      this.#unreadable(path.includes('!/') ? path : outer.path, reasonOf(error));
    }
  }

  /** `knownAs`: the path under which the user knows it. */
  async #stream(stream: LogStream, fingerprint: string, knownAs: string): Promise<void> {
    const { sink, clock, host } = this.#options;
    this.#show(stream.path, true);
    const progress = (events: number) => {
      this.#events += events;
      this.#show(stream.path, false);
    };
    const request = this.#request;
    const signal = this.#signal;
    const result = await importStream(stream, {
      sink,
      clock,
      host,
      request,
      fingerprint,
      progress,
      refusals: this.#refusals,
      signal,
    });
    if (result === 'binary') {
      this.#unreadable(knownAs, 'it is not a text file');
      return;
    }
    this.#add(knownAs, result);
    if (result.refused > 0) this.#unreadable(knownAs, refusedText(result));
    // An archive in which it is an entry ends there too: its damage is this entry's, and is named once.
    if (result.damage !== undefined) this.#unreadable(knownAs, damageText(result));
  }

  #add(path: string, result: StreamResult): void {
    if (result.damage !== undefined && result.lines === 0) return;
    this.#result.files++;
    this.#result.lines += result.lines;
    this.#result.events += result.events;
    this.#fromMs = Math.min(this.#fromMs, result.fromMs);
    this.#toMs = Math.max(this.#toMs, result.toMs);
    for (const service of result.services) this.#services.add(service);
    this.#result.formats[result.format] = (this.#result.formats[result.format] ?? 0) + 1;
    const { encoding, replaced } = result;
    const isGuessed = result.isEncodingGuessed && encoding !== 'utf-8';
    if (isGuessed || replaced > 0) this.#result.encodings.push({ path, encoding, isGuessed, replaced });
  }

  #show(path: string, always: boolean): void {
    const nowMs = performance.now();
    if (!always && nowMs - this.#shownMs < PROGRESS_GAP_MS) return;
    this.#shownMs = nowMs;
    this.#progress({ files: this.#result.files, events: this.#events, path });
  }

  #unreadable(path: string, reason: string): void {
    this.#result.unreadable.push({ path, reason });
  }
}

/** Content, not path or time, tells two files apart; what stands in the middle is trusted to differ with the size. */
async function fingerprintOf(handle: OpenFile, stat: FileStat): Promise<string> {
  const head = await readRange(handle, 0, Math.min(EDGE_BYTES, stat.size));
  const tail = await readRange(handle, Math.max(0, stat.size - EDGE_BYTES), stat.size);
  return `${stat.size}-${hashBytes(head)}-${hashBytes(tail)}`;
}

function refusedText({ refused, events, firstRefusal }: StreamResult): string {
  return `${refused} of its ${refused + events} events were refused, the first: ${firstRefusal}`;
}

function damageText({ damage, lines }: StreamResult): string {
  const reason = reasonOf(damage!.error);
  return lines === 0 ? reason : `only its first ${lines} lines could be read: ${reason}`;
}

function reasonOf(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOENT':
      return 'there is no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'no permission to read it';
    case 'EISDIR':
      return 'it is a folder';
    default:
      return messageOf(error);
  }
}
