// What can no longer be read of a followed file, with its range.
import type { Clock } from '../../ports/clock.ts';
import type { FollowedFile } from '../harvester/followed-file.ts';
import type { LossLedger } from '../loss-ledger.ts';

export class FileLosses {
  readonly #losses: LossLedger;
  readonly #clock: Clock;

  constructor(losses: LossLedger, clock: Clock) {
    this.#losses = losses;
    this.#clock = clock;
  }

  /** Its unread rest is gone; nothing is noted when there is none. */
  noteRest(file: FollowedFile, reason: string): void {
    const { displayPath: path, unreadFrom: fromOffset, seenSize: toOffset } = file;
    if (toOffset > fromOffset) this.#losses.add({ path, reason, fromOffset, toOffset, atMs: this.#clock.nowMs() });
  }

  noteTruncation(file: FollowedFile): void {
    if (!file.isRewritten) {
      this.noteRest(file, 'truncated before it was read');
      return;
    }
    // Nobody saw how long it was: where the loss ends is not known, that there may be one is.
    const { displayPath: path, position } = file;
    const reason = 'truncated or rewritten while nobody looked; how much stood behind is not known';
    this.#losses.add({ path, reason, fromOffset: position, toOffset: position, atMs: this.#clock.nowMs() });
  }
}
