// Bytes of one life of a file → events. Any chunking of the same bytes gives the same events.
import type { EventBatch, EventSource } from '../model/event-batch.ts';
import type { Rule } from '../model/rule.ts';
import { wideEncoding } from './encodings/encoding-guess.ts';
import { encodingOf, encodingOfMark, isUnnamed, LineDecoder, type TextEncoding } from './encodings/text-encoding.ts';
import { UnnamedEncoding } from './encodings/unnamed-encoding.ts';
import type { BufferPool } from './events/buffer-pool.ts';
import { EventAssembler, type SourceLine } from './events/event-assembler.ts';
import { EventWriter } from './events/event-writer.ts';
import { HeadParser } from './heads/head-parser.ts';
import { ContainerParts, unwrapLine } from './lines/container-line.ts';
import { LineSplitter } from './lines/line-splitter.ts';
import { TextStore } from './lines/text-store.ts';
import { TimeScanner } from './times/time-scanner.ts';
import { TimeZone } from './times/time-zone.ts';

export interface ReaderSettings {
  source: EventSource;
  agentId: string;
  generation: string;
  format: Rule['format'];
  multiline: Rule['multiline'];
  encoding: string;
  timezone: string;
  /** Patterns whose named groups are correlation ids. */
  correlate: readonly string[];
  fields: Readonly<Record<string, string>>;
  /** The file's last change: settles years that lines leave out. */
  modifiedMs?: number;
  /** Most lines and bytes of one event; 500 and 1 MiB when not given. */
  caps?: { maxLines?: number; maxBytes?: number };
  /** First bytes of the file where reading starts later: they show the encoding by a mark or by their NUL bytes. */
  fileHead?: Uint8Array;
  /** Where buffers of batches nobody needs any more come back to. */
  buffers?: BufferPool;
}

/** So many bytes, or the first line, show the encoding of a file nobody named. */
const SHOWN_BYTES = 64;

export class EventReader {
  /** Lines consumed so far. */
  lines = 0;

  private readonly settings: ReaderSettings;
  private readonly assembler: EventAssembler;
  private readonly startOffset: number;
  private splitter: LineSplitter | undefined;
  private decoder: LineDecoder | undefined;
  /** Decides line by line while no encoding is named and no mark was there. */
  private unnamed: UnnamedEncoding | undefined;
  /** Lines that are looked at now are known to be UTF-8. */
  private areUtf8 = false;
  private encodingName = 'utf-8';
  private readonly store = new TextStore();
  /** First bytes of the file until they are enough to see a byte order mark. */
  private held: Uint8Array | undefined;
  private covered: number;
  private pendingSince: number | undefined;
  private restGiven = -1;
  private readonly current: SourceLine;
  private readonly maxBytes: number;
  private readonly times: TimeScanner;
  private readonly parts: ContainerParts;
  /** Events may wait for the rest of a container's line. */
  private isHeld = false;
  /** Container wrapping is looked for where no format is named. */
  private readonly unwraps: boolean;

  /** Throws RULE_INVALID when the encoding, the time zone or a pattern cannot be used. */
  constructor(settings: ReaderSettings, startOffset: number) {
    this.settings = settings;
    this.startOffset = startOffset;
    this.covered = startOffset;
    const times = new TimeScanner(new TimeZone(settings.timezone), settings.modifiedMs);
    this.times = times;
    this.unwraps = settings.format === 'auto';
    this.maxBytes = settings.caps?.maxBytes ?? 1024 * 1024;
    const { multiline } = settings;
    this.parts = new ContainerParts(this.maxBytes);
    this.assembler = new EventAssembler({
      writer: new EventWriter(settings),
      parser: new HeadParser(times, settings.format),
      times,
      multiline,
      maxLines: (typeof multiline === 'object' ? multiline.maxLines : undefined) ?? settings.caps?.maxLines ?? 500,
      maxBytes: this.maxBytes,
    });
    this.current = {
      holder: this.store,
      from: 0,
      to: 0,
      startOffset: 0,
      endOffset: 0,
      cut: 0,
      broken: 0,
      lane: '',
      stream: '',
      seconds: Number.NaN,
      nanos: 0,
      digits: 0,
      isPartial: false,
      isAfterHole: false,
    };
    // Refused here, not at the first bytes.
    encodingOf(settings.encoding);
    if (startOffset > 0) this.openAs(settings.fileHead ?? new Uint8Array(0), startOffset);
  }

  /** Name of the encoding read; where none was named and the file is no UTF-8, the likeliest. */
  get encoding(): string {
    return this.unnamed?.name ?? this.encodingName;
  }

  /** Bytes or characters so far that could not be decoded and became U+FFFD. */
  get replaced(): number {
    return this.assembler.replaced;
  }

  /** Since when (epoch ms) nothing has come while something is pending; undefined when nothing is. */
  get pendingSinceMs(): number | undefined {
    return this.pendingSince;
  }

  /** NUL bytes of holes that were skipped. */
  get skippedNuls(): number {
    return this.splitter?.skippedNuls ?? 0;
  }

  /** The format most events so far have, and their share. */
  get detected(): { format: string; confidence: number } | undefined {
    let best = { format: '', count: 0 };
    let all = 0;
    for (const [format, count] of this.assembler.formats) {
      all += count;
      if (count > best.count) best = { format, count };
    }
    if (all === 0) return undefined;
    return { format: best.format === '' ? 'plain' : best.format, confidence: best.count / all };
  }

  /** Bytes of the file, next in order. Gives the events they finish. */
  push(chunk: Uint8Array, nowMs: number): EventBatch | undefined {
    this.assembler.setNow(nowMs);
    if (this.isHeld) this.holdParts();
    const bytes = this.splitter === undefined ? this.firstBytes(chunk) : chunk;
    if (bytes !== undefined) this.take(bytes);
    this.pendingSince = this.hasPending() ? nowMs : undefined;
    return this.handOut();
  }

  /**
   * Hands out what is pending: `timeout` when the wait for more lines is over, `end` when the file has ended. A last line
   * without \n is given as partial; on `timeout` it stays pending, and comes again under the same id when it is complete.
   */
  flush(nowMs: number, why: 'timeout' | 'end'): EventBatch | undefined {
    this.assembler.setNow(nowMs);
    if (this.splitter === undefined && this.held !== undefined) this.take(this.startReading(this.held));
    const { splitter } = this;
    if (splitter === undefined) return undefined;
    if (why === 'end' && splitter.peekRest()) {
      const length = splitter.restLength;
      this.line(splitter, splitter.offset + length, true);
      splitter.takeRest();
    }
    this.takeParts(splitter.offset);
    this.assembler.finishAll();
    if (why === 'timeout' && splitter.restLength !== this.restGiven && splitter.peekRest()) {
      this.restGiven = splitter.restLength;
      this.line(splitter, splitter.offset, true);
      this.lines--;
      this.assembler.finishAll();
    }
    this.store.fill = this.assembler.compact(this.store);
    splitter.compact(this.assembler.compact(splitter));
    this.pendingSince = undefined;
    return this.handOut();
  }

  private firstBytes(chunk: Uint8Array): Uint8Array | undefined {
    const held = this.held ?? new Uint8Array(0);
    const bytes = new Uint8Array(held.length + chunk.length);
    bytes.set(held);
    bytes.set(chunk, held.length);
    if (bytes.length >= SHOWN_BYTES || bytes.includes(10)) return this.startReading(bytes);
    this.held = bytes;
    return undefined;
  }

  private startReading(bytes: Uint8Array): Uint8Array {
    this.held = undefined;
    const markLength = encodingOfMark(shownIn(bytes))?.markLength ?? 0;
    this.openAs(bytes, this.startOffset + markLength);
    return bytes.subarray(markLength);
  }

  /** Begins to read at an offset, in the encoding that the file's first bytes show or the settings name. */
  private openAs(bytes: Uint8Array, offset: number): void {
    const head = shownIn(bytes);
    const isUnnamedHere = isUnnamed(this.settings.encoding);
    const mark = encodingOfMark(head);
    const wide = isUnnamedHere && mark === undefined ? wideEncoding(head) : undefined;
    const encoding: TextEncoding = mark ?? encodingOf(wide ?? this.settings.encoding);
    this.splitter = new LineSplitter(encoding.unit, encoding.isBigEndian, this.maxBytes, offset);
    this.decoder = encoding.name === 'utf-8' ? undefined : new LineDecoder(encoding);
    this.encodingName = encoding.name;
    if (isUnnamedHere && mark === undefined && wide === undefined) this.unnamed = new UnnamedEncoding();
  }

  private take(bytes: Uint8Array): void {
    const splitter = this.splitter!;
    splitter.append(bytes);
    this.areUtf8 = this.unnamed?.isUtf8(splitter.wholeLines) ?? true;
    while (splitter.next()) {
      this.line(splitter, splitter.offset, false);
      this.restGiven = -1;
    }
    this.areUtf8 = false;
    this.store.fill = this.assembler.compact(this.store);
    splitter.compact(this.assembler.compact(splitter));
  }

  private line(splitter: LineSplitter, endOffset: number, isPartial: boolean): void {
    this.lines++;
    const { current, decoder } = this;
    current.startOffset = splitter.lineOffset;
    current.endOffset = endOffset;
    current.cut = splitter.cut;
    current.holder = splitter;
    current.from = splitter.from;
    current.to = splitter.to;
    current.broken = 0;
    current.isPartial = isPartial;
    current.isAfterHole = splitter.isAfterHole;
    current.lane = '';
    current.stream = '';
    current.seconds = Number.NaN;
    if (decoder !== undefined) this.decode(decoder, splitter);
    else if (!this.areUtf8 && this.unnamed !== undefined) this.decodeUnnamed(this.unnamed, splitter);
    if (this.unwraps && splitter.cut === 0 && !this.unwrap()) return;
    this.assembler.line(current);
    if (this.isHeld) this.holdParts();
  }

  /** What begins behind an unfinished line of a container waits for its rest, but not for ever. */
  private holdParts(): void {
    const offset = this.parts.openOffset;
    this.isHeld = offset !== undefined;
    this.assembler.holdFrom(offset);
    if (this.isHeld && this.assembler.isHeldUp) this.takeParts(this.splitter!.offset);
  }

  /** Takes a container's line out of its wrapping; false when more of it has to come. */
  private unwrap(): boolean {
    const { current, store } = this;
    const inner = unwrapLine(current.holder.bytes, current.from, current.to, this.times);
    if (inner === undefined) return true;
    const whole = this.parts.add(inner, current.startOffset);
    this.assembler.interrupt();
    if (whole === undefined) {
      this.holdParts();
      return false;
    }
    current.startOffset = whole.startOffset;
    current.lane = inner.lane;
    current.stream = inner.stream;
    current.seconds = inner.seconds;
    current.nanos = inner.nanos;
    current.digits = inner.digits;
    store.put(whole.text, current);
    return true;
  }

  /** Lines whose last part never came. */
  private takeParts(endOffset: number): void {
    const { current, store } = this;
    const parts = this.parts.takeAll();
    for (const [i, part] of parts.entries()) {
      Object.assign(current, {
        startOffset: part.startOffset,
        endOffset,
        lane: part.lane,
        stream: part.lane,
        cut: 0,
        broken: 0,
        isPartial: true,
      });
      store.put(part.text, current);
      this.assembler.line(current);
      this.isHeld = false;
      this.assembler.holdFrom(parts[i + 1]?.startOffset);
      this.assembler.finishAll();
    }
  }

  private decode(decoder: LineDecoder, splitter: LineSplitter): void {
    const { current, store } = this;
    const raw = splitter.bytes.subarray(splitter.from, splitter.to);
    store.reserve(raw.length * 3 + 8);
    const length = decoder.decode(raw, splitter.cut > 0, store.bytes, store.fill);
    current.holder = store;
    current.from = store.endLine(length);
    current.to = current.from + length;
    current.broken = decoder.broken;
  }

  private decodeUnnamed(unnamed: UnnamedEncoding, splitter: LineSplitter): void {
    const decoder = unnamed.decoderOf(splitter.bytes.subarray(splitter.from, splitter.to));
    if (decoder !== undefined) this.decode(decoder, splitter);
  }

  private hasPending(): boolean {
    if (this.held !== undefined || this.assembler.hasOpen || this.parts.openOffset !== undefined) return true;
    const rest = this.splitter?.restLength ?? 0;
    return rest > 0 && rest !== this.restGiven;
  }

  private handOut(): EventBatch | undefined {
    if (this.splitter === undefined) return undefined;
    const to = Math.min(
      this.assembler.openOffset ?? this.splitter.offset,
      this.parts.openOffset ?? this.splitter.offset,
    );
    const batch = this.assembler.batch(this.covered, to);
    if (batch !== undefined) this.covered = to;
    return batch;
  }
}

// The same bytes however the file came in chunks.
function shownIn(bytes: Uint8Array): Uint8Array {
  const feed = bytes.subarray(0, SHOWN_BYTES).indexOf(10);
  return bytes.subarray(0, feed === -1 ? SHOWN_BYTES : feed + 1);
}
