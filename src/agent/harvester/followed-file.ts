// What the agent knows of a file it follows while it runs. Only the harvester's turn changes how far it was read.
import type { EventReader } from '../../formats/event-reader.ts';
import type { Rule } from '../../model/rule.ts';
import type { FileReport } from '../../ports/agent-directory.ts';
import type { FileStat } from '../../ports/file-system.ts';
import { type Lane, Sender } from '../delivery/sender.ts';
import type { Life } from '../identity/life.ts';
import type { BatchProcessor } from '../processors/batch-processor.ts';
import type { FoundFile } from '../scanner/scanner.ts';
import type { Compression } from './compression.ts';

export interface RuleInForce {
  rule: Rule;
  revision: number;
  processor: BatchProcessor | undefined;
}

export class FollowedFile {
  life: Life;
  rule: RuleInForce;
  /** As the glob named it when it was first seen: what events carry. */
  readonly displayPath: string;
  /** Where it can be opened now; undefined when no name of it is known any more. */
  openPath: string | undefined;
  /** Bytes before it were given to the reader. */
  position: number;
  /** The furthest `position` ever was in this life. */
  furthest: number;
  /** Bytes before it are in events that were handed out, or were skipped. */
  handedOut: number;
  /** The bytes just before `position`: they must still be there when reading goes on. */
  tail: Uint8Array;
  reader: EventReader | undefined;
  /** What an earlier reader of this life had found, so that a new one need not guess again. */
  knownFormat: string | undefined;
  lane: Lane = Sender.lane();
  /** Size at the last look: what a loss is measured by. */
  seenSize: number;
  seenMtimeNs: bigint;
  /** Since when no scan finds it; it is drained, and let go after a quiet time. */
  missingSinceMs: number | undefined;
  /** Set when its rule is gone: it is read up to here and let go. */
  stopAt: number | undefined;
  /** The rule's settings changed: a new reader takes over at `handedOut`. */
  settingsChanged = false;
  /** What was read of it is known to be gone: the next turn finds it rewritten. */
  isRewritten = false;
  /** Last time new bytes were found (monotonic ms). */
  activeAtMs = performance.now();
  /** Looks for it, or for the copy that goes on with it, that failed and were put off. */
  failedLooks = 0;
  /** Its plain text is read out of a compressed file. */
  compression: Compression | undefined;
  /** The last byte given to the reader ended a line. */
  endsLine = true;
  error: { code: string; message: string; retryAtMs: number; backoffMs: number } | undefined;
  linesRead = 0;
  /** What became of its bytes in readers before the present one. */
  #replaced = 0;
  /** NUL bytes of holes left out. */
  skippedNuls = 0;
  #encoding: string | undefined;
  ended = false;

  constructor(start: {
    life: Life;
    rule: RuleInForce;
    displayPath: string;
    openPath: string;
    tail: Uint8Array;
    size: number;
    mtimeNs: bigint;
  }) {
    this.life = start.life;
    this.rule = start.rule;
    this.displayPath = start.displayPath;
    this.openPath = start.openPath;
    this.position = start.life.offset;
    this.handedOut = start.life.offset;
    this.furthest = start.life.offset;
    this.tail = start.tail;
    this.seenSize = start.size;
    this.seenMtimeNs = start.mtimeNs;
  }

  /** A file as a scan found it. */
  static found({ path, realPath, stat }: FoundFile, life: Life, rule: RuleInForce): FollowedFile {
    return new FollowedFile({
      life,
      rule,
      displayPath: path,
      openPath: realPath,
      tail: new Uint8Array(0),
      size: stat.size,
      mtimeNs: stat.mtimeNs,
    });
  }

  /** The same life goes on in another file, which holds a copy of what was read and the rest. */
  continuedIn(path: string, stat: FileStat): FollowedFile {
    const copy = new FollowedFile({
      life: this.life,
      rule: this.rule,
      displayPath: this.displayPath,
      openPath: path,
      tail: this.tail,
      size: stat.size,
      mtimeNs: stat.mtimeNs,
    });
    copy.position = this.position;
    copy.handedOut = this.handedOut;
    copy.furthest = this.furthest;
    copy.settingsChanged = this.settingsChanged;
    copy.reader = this.reader;
    copy.knownFormat = this.knownFormat;
    copy.lane = this.lane;
    copy.endsLine = this.endsLine;
    copy.missingSinceMs = performance.now();
    return copy;
  }

  changeRule(rule: RuleInForce): void {
    // A new revision of the same settings changes what events say of it, not how they are read.
    if (rule.rule.format !== this.rule.rule.format) this.knownFormat = undefined;
    this.rule = rule;
    this.settingsChanged = true;
    this.stopAt = undefined;
  }

  /** Gives the reader's memory back; the next one begins where events were handed out last. */
  dropReader(): void {
    this.endReader();
    if (this.position !== this.handedOut) this.settingsChanged = true;
  }

  /** The reader has done its work: what it found out is kept. */
  endReader(): void {
    this.knownFormat = this.reader?.detected?.format ?? this.knownFormat;
    this.#replaced += this.reader?.replaced ?? 0;
    this.#encoding = this.reader?.encoding ?? this.#encoding;
    this.skippedNuls += this.reader?.skippedNuls ?? 0;
    this.reader = undefined;
  }

  /** Where reading stands when what the reader holds back is counted as read. */
  get unreadFrom(): number {
    return this.reader === undefined ? this.handedOut : this.position;
  }

  /** A new life begins in this file, at its first byte. */
  startOver(life: Life, stat: FileStat): void {
    this.life = life;
    this.position = 0;
    this.handedOut = 0;
    this.furthest = 0;
    this.settingsChanged = false;
    this.tail = new Uint8Array(0);
    this.endReader();
    this.lane = Sender.lane();
    this.seenSize = stat.size;
    this.seenMtimeNs = stat.mtimeNs;
    this.isRewritten = false;
    this.failedLooks = 0;
    this.endsLine = true;
    this.error = undefined;
  }

  /** Bytes there that no event was acknowledged for. */
  get lagBytes(): number {
    return Math.max(0, this.seenSize - this.life.offset);
  }

  toReport(nowMs: number, linesPerSecond: number): FileReport {
    const error = this.error?.message ?? this.lane.waiting;
    const encoding = this.reader?.encoding ?? this.#encoding ?? 'utf-8';
    const replaced = this.#replaced + (this.reader?.replaced ?? 0);
    const skippedNuls = this.skippedNuls + (this.reader?.skippedNuls ?? 0);
    return {
      path: this.displayPath,
      rule: this.rule.rule.id,
      sizeBytes: this.seenSize,
      offset: this.life.offset,
      linesPerSecond,
      state: this.#state(nowMs),
      ...(error === undefined ? {} : { error }),
      ...(encoding === 'utf-8' ? {} : { encoding }),
      ...(replaced === 0 ? {} : { replaced }),
      ...(skippedNuls === 0 ? {} : { skippedNuls }),
    };
  }

  #state(nowMs: number): FileReport['state'] {
    if (this.error !== undefined) return 'error';
    if (this.lane.waiting !== undefined) return 'waiting';
    if (this.missingSinceMs !== undefined) return 'gone';
    return nowMs - this.activeAtMs < 10_000 ? 'following' : 'idle';
  }
}
