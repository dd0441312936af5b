// Dead letters as they lie in their topics: the last record of a key counts, a tombstone takes it off the list.
import { AppError } from '../base/errors.ts';
import type { DeadLetter, DeadLetterPage, DeadLetters } from '../ports/pipeline.ts';
import type { RecordLog } from '../ports/record-group.ts';
import { DEAD_LETTER_SUFFIX, type HeldLetter, readDeadLetter } from './dead-letter-record.ts';

/** Characters of a record that a list shows. */
const SHOWN = 2_000;
const AT_ONCE = 500;

export class DeadLetterBook implements DeadLetters {
  readonly #log: RecordLog;
  readonly #topics: readonly string[];

  /** `topics` are the patterns of the topics whose letters are looked at. */
  constructor(log: RecordLog, topics: readonly string[]) {
    this.#log = log;
    this.#topics = topics.map((pattern) =>
      pattern.endsWith(DEAD_LETTER_SUFFIX) ? pattern : pattern + DEAD_LETTER_SUFFIX,
    );
  }

  async list(limit: number, signal?: AbortSignal): Promise<DeadLetterPage> {
    const found = new Map<string, { letter: DeadLetter; order: number }>();
    let order = 0;
    await this.#each(signal, (id, letter) => {
      if (letter === undefined) found.delete(id);
      else found.set(id, { letter: shown(letter), order: order++ });
    });
    const letters = [...found.values()].sort((a, b) => b.letter.atMs - a.letter.atMs || b.order - a.order);
    return { letters: letters.slice(0, limit).map(({ letter }) => letter), total: found.size };
  }

  async read(id: string, signal?: AbortSignal): Promise<DeadLetter> {
    const letter = (await this.#held(new Set([id]), signal)).get(id);
    if (letter !== undefined) return plain(letter);
    throw new AppError('NOT_FOUND', `There is no dead letter ${id}.`, {
      hint: 'It may have been replayed or dropped: dead-letters list shows what is there.',
    });
  }

  async replay(letters: readonly { id: string; text?: string }[] | 'all', signal?: AbortSignal): Promise<string[]> {
    const texts = new Map(letters === 'all' ? [] : letters.map(({ id, text }) => [id, text] as const));
    const held = [...(await this.#held(letters === 'all' ? undefined : new Set(texts.keys()), signal)).values()];
    for (let from = 0; from < held.length; from += AT_ONCE) {
      const some = held.slice(from, from + AT_ONCE);
      for (const letter of some) {
        const text = texts.get(letter.id);
        const { key, headers, partition } = letter;
        const value = text === undefined ? letter.value : Buffer.from(text);
        // Into the partition it came from, so that it stays with its file.
        await this.#log.append(letter.topic, [{ key, value, headers, partition }], signal);
      }
      await this.#remove(some, signal);
    }
    return held.map(({ id }) => id);
  }

  async drop(ids: readonly string[], signal?: AbortSignal): Promise<string[]> {
    const held = [...(await this.#held(new Set(ids), signal)).values()];
    await this.#remove(held, signal);
    return held.map(({ id }) => id);
  }

  async #remove(letters: readonly HeldLetter[], signal: AbortSignal | undefined): Promise<void> {
    for (const topic of new Set(letters.map((letter) => letter.topic))) {
      const own = letters.filter((letter) => letter.topic === topic);
      const tombstones = own.map(({ id }) => ({ key: Buffer.from(id), value: null }));
      await this.#log.append(topic + DEAD_LETTER_SUFFIX, tombstones, signal);
    }
  }

  async #held(ids: ReadonlySet<string> | undefined, signal: AbortSignal | undefined): Promise<Map<string, HeldLetter>> {
    const found = new Map<string, HeldLetter>();
    await this.#each(signal, (id, letter) => {
      if (letter === undefined) found.delete(id);
      else if (ids === undefined || ids.has(id)) found.set(id, letter);
    });
    return found;
  }

  async #each(
    signal: AbortSignal | undefined,
    visit: (id: string, letter: HeldLetter | undefined) => void,
  ): Promise<void> {
    for (const topic of await this.#log.topics(this.#topics, signal)) {
      for await (const record of this.#log.readAll(topic, signal)) {
        const letter = readDeadLetter(record);
        if (letter !== undefined) visit(letter.id, letter);
        else if (record.key !== null && record.value === null) visit(Buffer.from(record.key).toString(), undefined);
      }
    }
  }
}

function plain(letter: HeldLetter): DeadLetter {
  const { id, topic, partition, offset, atMs, kind, reason, text, bytes } = letter;
  return { id, topic, partition, offset, atMs, kind, reason, text, bytes };
}

function shown(letter: HeldLetter): DeadLetter {
  return { ...plain(letter), text: letter.text.slice(0, SHOWN) };
}
