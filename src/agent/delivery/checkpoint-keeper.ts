// Writes the lives' acknowledged offsets. Guarantee: a saved checkpoint never passes an unacknowledged event, and a new
// life is durable, with the beginning of its content, before its first event is sent: so that after a crash what was
// sent of one content is never taken for another's, and two lives of one file never share event ids.
// When saving fails (disk full), shipping goes on: the old checkpoint stays good, more would be read again.
import { messageOf } from '../../base/errors.ts';
import type { CheckpointStore } from '../../ports/checkpoint-store.ts';
import type { Logger } from '../../ports/logger.ts';
import { toCheckpoint } from '../identity/life.ts';
import type { LifeRegistry } from '../identity/life-registry.ts';

export class CheckpointKeeper {
  readonly #store: CheckpointStore;
  readonly #registry: LifeRegistry;
  readonly #log: Logger;
  #saving: Promise<void> | undefined;
  #queued: Promise<void> | undefined;
  #dirty = false;
  #error: string | undefined;

  constructor(store: CheckpointStore, registry: LifeRegistry, log: Logger) {
    this.#store = store;
    this.#registry = registry;
    this.#log = log;
  }

  /** Why the last save failed; undefined when it did not. */
  get error(): string | undefined {
    return this.#error;
  }

  get isDirty(): boolean {
    return this.#dirty;
  }

  touch(): void {
    this.#dirty = true;
  }

  /** Saves what is there now; everybody who asks while a save runs shares the next one. Never rejects. */
  save(): Promise<void> {
    if (this.#saving === undefined) {
      this.#saving = this.#write().finally(() => {
        this.#saving = undefined;
      });
      return this.#saving;
    }
    this.#queued ??= this.#saving.then(() => {
      this.#queued = undefined;
      return this.save();
    });
    return this.#queued;
  }

  async #write(): Promise<void> {
    this.#dirty = false;
    try {
      const lives = [...this.#registry.all()];
      const checkpoints = lives.map(toCheckpoint);
      await this.#store.save(checkpoints);
      lives.forEach((life, i) => {
        life.savedHeadBytes = checkpoints[i]!.headBytes;
      });
      if (this.#error !== undefined) this.#log.info('checkpoints are saved again');
      this.#error = undefined;
    } catch (error) {
      this.#dirty = true;
      if (this.#error === undefined)
        this.#log.error('checkpoints cannot be saved; reading goes on', { error: messageOf(error) });
      this.#error = messageOf(error);
    }
  }
}
