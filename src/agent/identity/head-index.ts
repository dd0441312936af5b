// Lives by the beginning of their content: which known files does a new one begin like? Made for one scan.
import { hashBytes } from './file-identity.ts';
import type { Life } from './life.ts';

export class HeadIndex {
  /** By length of the head: most are of one length, so that a lookup is a few map reads. */
  readonly #byText = new Map<number, Map<string, Life[]>>();
  /** The same for lives of which only the hash is known. */
  readonly #byHash = new Map<number, Map<string, Life[]>>();

  constructor(lives: Iterable<Life>) {
    for (const life of lives) {
      if (life.headBytes === 0 && (life.head?.length ?? 0) === 0) continue;
      if (life.head !== undefined) put(this.#byText, life.head.length, textOf(life.head), life);
      else put(this.#byHash, life.headBytes, life.headHash, life);
    }
  }

  /** Lives whose head is the beginning of these bytes; lives without a byte are like nothing. */
  alike(head: Uint8Array): Life[] {
    return [...find(this.#byText, head, textOf), ...find(this.#byHash, head, hashBytes)];
  }
}

function put(index: Map<number, Map<string, Life[]>>, length: number, key: string, life: Life): void {
  const keys = index.get(length) ?? new Map<string, Life[]>();
  index.set(length, keys);
  const lives = keys.get(key);
  if (lives === undefined) keys.set(key, [life]);
  else lives.push(life);
}

function* find(
  index: ReadonlyMap<number, ReadonlyMap<string, Life[]>>,
  head: Uint8Array,
  keyOf: (bytes: Uint8Array) => string,
): Generator<Life> {
  for (const [length, keys] of index) {
    if (length <= head.length) yield* keys.get(keyOf(head.subarray(0, length))) ?? [];
  }
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
