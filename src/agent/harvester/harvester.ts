// Reads one file, a turn at a time. Guarantees: what is given to the reader follows what was given before, byte by byte
// — each read begins with the bytes before the position and compares them, so that a file rewritten in place is never
// mistaken for one that grew. Events are offered in order; the life's offset moves only when they are acknowledged.
// It does not decide what a rewritten or vanished file means: see tracking/.
import { messageOf } from '../../base/errors.ts';
import { EventReader } from '../../formats/event-reader.ts';
import { BufferPool } from '../../formats/events/buffer-pool.ts';
import type { EventBatch } from '../../model/event-batch.ts';
import type { Clock } from '../../ports/clock.ts';
import type { OpenFile } from '../../ports/file-system.ts';
import type { CheckpointKeeper } from '../delivery/checkpoint-keeper.ts';
import type { Sender } from '../delivery/sender.ts';
import { HEAD_BYTES, TAIL_BYTES } from '../identity/file-identity.ts';
import { tailLength } from '../identity/life.ts';
import type { LossLedger } from '../loss-ledger.ts';
import { codeOf } from '../scanner/scanner.ts';
import { type ByteWindow, endsLine, readRange, startsWith, tailIn } from './byte-window.ts';
import type { FollowedFile } from './followed-file.ts';
import { findHole } from './nul-holes.ts';
import type { OpenFiles } from './open-files.ts';

/** Bytes of one read. Larger ones measured no faster. */
const CHUNK_BYTES = 256 * 1024;
/** Reads of one turn: then it is the next file's. */
const CHUNKS_PER_TURN = 4;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 30_000;

export type TurnResult =
  /** At the end of what is there. */
  | 'idle'
  /** There is more: another turn is wanted. */
  | 'more'
  /** What was read is not there any more. */
  | 'rewritten'
  /** Its name leads nowhere, or to another file. */
  | 'gone'
  /** Read up to where it was to stop. */
  | 'stopped';

export interface HarvesterOptions {
  agentId: string;
  host: string;
  open: OpenFiles;
  sender: Sender;
  keeper: CheckpointKeeper;
  losses: LossLedger;
  clock: Clock;
}

export class Harvester {
  readonly #options: HarvesterOptions;
  /** Read buffers not in use; as many come to be as turns run at once. */
  readonly #buffers: Uint8Array[] = [];
  readonly #pool = new BufferPool();

  constructor(options: HarvesterOptions) {
    this.#options = options;
  }

  /** Reads on. Never rejects: an error stays with the file and says when to try again. */
  async turn(file: FollowedFile): Promise<TurnResult> {
    if (file.isRewritten) return 'rewritten';
    const buffer = this.#buffers.pop() ?? new Uint8Array(TAIL_BYTES + CHUNK_BYTES);
    try {
      const result = await this.#options.open.with(file, (handle) => this.#read(file, handle, buffer));
      file.error = undefined;
      return result;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'SWAPPED') return 'gone';
      await this.#options.open.close(file).catch(() => {
        // A descriptor that cannot even be closed is the system's to clean up.
      });
      this.#noteError(file, code, messageOf(error));
      return 'idle';
    } finally {
      this.#buffers.push(buffer);
    }
  }

  /** Hands out what the reader holds back. `end`: nothing more comes. */
  async flush(file: FollowedFile, why: 'timeout' | 'end'): Promise<void> {
    const { reader } = file;
    const batch = reader?.flush(this.#options.clock.nowMs(), why);
    if (why === 'end') file.endReader();
    if (batch === undefined) return;
    const window: ByteWindow = { bytes: file.tail, at: file.position - file.tail.length };
    await this.#deliver(
      file,
      batch,
      tailIn(window, batch.toOffset) ?? (await this.#tailFromFile(file, batch.toOffset)),
    );
  }

  /** Gives bytes that follow `file.position` to the reader. `window` ends with them, and they begin at `from` in it. */
  async consume(file: FollowedFile, window: ByteWindow, from: number, handle?: OpenFile): Promise<void> {
    growHead(file, window, from);
    let at = from;
    for (let hole = findHole(window.bytes, at); hole !== undefined; hole = findHole(window.bytes, at)) {
      await this.#give(file, window, at, hole.from, handle);
      if (hole.undecided) return;
      await this.#skip(file, window, hole.to);
      at = hole.to;
    }
    await this.#give(file, window, at, window.bytes.length, handle);
  }

  async #read(file: FollowedFile, handle: OpenFile, buffer: Uint8Array): Promise<TurnResult> {
    for (let chunk = 0; chunk < CHUNKS_PER_TURN; chunk++) {
      if (file.settingsChanged) await this.#changeReader(file, handle);
      const back = file.tail.length;
      // One call for the bytes before and the new ones: between two the file could be rewritten.
      const count = await handle.read(buffer, 0, buffer.length, file.position - back);
      const known = knownBefore(file);
      if (count < known.length || !startsWith(buffer, known))
        return (await this.#isRewritten(file, known, handle)) ? 'rewritten' : 'idle';
      const wanted = Math.min(count, back + (file.stopAt ?? Number.POSITIVE_INFINITY) - file.position);
      if (wanted <= back) return count > wanted || file.stopAt === file.position ? 'stopped' : 'idle';
      const before = file.position;
      await this.consume(file, { bytes: buffer.subarray(0, wanted), at: before - back }, back, handle);
      // Only an undecided hole is left: there is nothing to do until it grows.
      if (file.position === before) return 'idle';
    }
    return 'more';
  }

  // A read that failed half-way looks like a rewritten file: only a second look decides, for what follows is final.
  async #isRewritten(file: FollowedFile, known: Uint8Array, handle: OpenFile): Promise<boolean> {
    const from = file.position - file.tail.length;
    const { size } = await handle.stat();
    if (size < from + known.length) return true;
    const again = await readRange(handle, from, from + known.length);
    return again.length === known.length && !startsWith(again, known);
  }

  async #give(file: FollowedFile, window: ByteWindow, from: number, to: number, handle?: OpenFile): Promise<void> {
    if (to <= from) return;
    const { clock } = this.#options;
    const bytes = window.bytes.subarray(from, to);
    file.reader ??= this.#createReader(file);
    const linesBefore = file.reader.lines;
    const batch = file.reader.push(bytes, clock.nowMs());
    file.linesRead += file.reader.lines - linesBefore;
    file.position = window.at + to;
    file.seenSize = Math.max(file.seenSize, file.position);
    // Bytes that were read before do not make a file active: their wait goes on.
    if (file.position > file.furthest) file.activeAtMs = performance.now();
    file.furthest = Math.max(file.furthest, file.position);
    file.endsLine = endsLine(bytes);
    const shared: ByteWindow = { bytes: window.bytes.subarray(0, to), at: window.at };
    file.tail = tailIn(shared, file.position) ?? joinTail(file.tail, bytes, file.position);
    if (batch === undefined) return;
    const tail = tailIn(shared, batch.toOffset) ?? (await this.#tailFromFile(file, batch.toOffset, handle));
    await this.#deliver(file, batch, tail);
  }

  /** Leaves out a hole: the line before it ends there. */
  async #skip(file: FollowedFile, window: ByteWindow, to: number): Promise<void> {
    await this.flush(file, 'end');
    const skipped = window.at + to - file.position;
    file.position = window.at + to;
    file.handedOut = file.position;
    file.tail = tailIn({ bytes: window.bytes.subarray(0, to), at: window.at }, file.position) ?? new Uint8Array(0);
    file.endsLine = true;
    file.skippedNuls += skipped;
  }

  async #deliver(file: FollowedFile, batch: EventBatch, tail: Uint8Array): Promise<void> {
    const { sender, keeper, losses, clock } = this.#options;
    const { life } = file;
    file.handedOut = batch.toOffset;
    if (life.savedHeadBytes === 0) await keeper.save();
    const kept = file.rule.processor?.run(batch, performance.now()) ?? batch;
    await sender.offer({
      lane: file.lane,
      batch: kept,
      settled: ({ refused, isFree }) => {
        const nowMs = clock.nowMs();
        for (const { fromOffset, toOffset, reason } of refused)
          losses.add({ path: file.displayPath, reason: `refused: ${reason}`, fromOffset, toOffset, atMs: nowMs });
        life.offset = batch.toOffset;
        life.tail = tail;
        life.stale = true;
        life.updatedAtMs = nowMs;
        keeper.touch();
        if (isFree) this.#pool.give(kept.json);
      },
    });
  }

  /** Reads what a long pending event left behind in the file: its bytes are not in memory any more. */
  async #tailFromFile(file: FollowedFile, offset: number, handle?: OpenFile): Promise<Uint8Array> {
    const read = (from: OpenFile) => readRange(from, offset - tailLength(offset), offset);
    try {
      return handle === undefined ? await this.#options.open.with(file, read) : await read(handle);
    } catch {
      // The file went meanwhile. An empty tail matches nothing: should it come back, it is read again, never skipped.
      return new Uint8Array(0);
    }
  }

  /** New settings take over at an event's border; what the old reader held back is given to the new one. */
  async #changeReader(file: FollowedFile, handle: OpenFile): Promise<void> {
    file.settingsChanged = false;
    file.endReader();
    if (file.position === file.handedOut) return;
    file.tail = await readRange(handle, file.handedOut - tailLength(file.handedOut), file.handedOut);
    file.position = file.handedOut;
  }

  #createReader(file: FollowedFile): EventReader {
    const { agentId, host } = this.#options;
    const { rule, revision } = file.rule;
    return new EventReader(
      {
        source: {
          key: `${agentId}/${file.life.generation}`,
          service: rule.service,
          host,
          path: file.displayPath,
          rule: rule.id,
          revision,
          topic: rule.topic,
        },
        agentId,
        generation: file.life.generation,
        format: rule.format === 'auto' ? (file.knownFormat ?? 'auto') : rule.format,
        multiline: rule.multiline,
        encoding: rule.encoding,
        timezone: rule.timezone,
        correlate: rule.correlate,
        fields: rule.fields,
        buffers: this.#pool,
        modifiedMs: Number(file.seenMtimeNs / 1_000_000n),
        ...(file.life.head === undefined ? {} : { fileHead: file.life.head }),
      },
      file.position,
    );
  }

  #noteError(file: FollowedFile, code: string, message: string): void {
    const backoffMs = Math.min(MAX_RETRY_MS, (file.error?.backoffMs ?? FIRST_RETRY_MS / 2) * 2);
    file.error = { code, message, backoffMs, retryAtMs: performance.now() + backoffMs };
  }
}

/**
 * What must stand in the file from the tail's first byte on: the tail, or near the beginning the whole head — it may be
 * known from a first look before anything was read.
 */
function knownBefore(file: FollowedFile): Uint8Array {
  const { tail, position } = file;
  const { head } = file.life;
  return position === tail.length && head !== undefined && head.length > tail.length ? head : tail;
}

/** While a life's head is short it grows with what is read behind it. */
function growHead(file: FollowedFile, window: ByteWindow, from: number): void {
  const { life } = file;
  const have = life.head?.length ?? HEAD_BYTES;
  const start = window.at + from;
  if (life.head === undefined || have >= HEAD_BYTES || start > have) return;
  const more = window.bytes.subarray(have - window.at, HEAD_BYTES - window.at);
  const head = new Uint8Array(have + more.length);
  head.set(life.head);
  head.set(more, have);
  life.head = head;
  life.stale = true;
}

/** The last bytes of the old tail and what was read behind it. */
function joinTail(tail: Uint8Array, bytes: Uint8Array, position: number): Uint8Array {
  const joined = new Uint8Array(tail.length + bytes.length);
  joined.set(tail);
  joined.set(bytes, tail.length);
  return joined.slice(Math.max(0, joined.length - tailLength(position)));
}
