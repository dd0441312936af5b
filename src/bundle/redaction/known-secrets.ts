/** A place in a text that is to be hidden. */
export interface SecretSpan {
  from: number;
  to: number;
  kind: string;
  /** What the stand-in is made of. */
  value: string;
}

const MAX_SECRETS = 50_000;
const WORD = /[A-Za-z0-9]{4,}/g;

interface Known {
  secret: string;
  kind: string;
  /** Where the secret's first word starts in it. */
  wordAt: number;
}

/**
 * Secrets that were recognised by their surroundings (`password=…`) and may stand elsewhere without them. Found again by
 * their first word, so that a text costs no more with many secrets than with one.
 */
export class KnownSecrets {
  readonly #byWord = new Map<string, Known[]>();
  #size = 0;

  /** Remembers a secret that can be told from ordinary words: a password "always" must not blacken every "always". */
  learn(secret: string, kind: string): void {
    if (secret.length < 8 || !/\d/.test(secret) || !/[A-Za-z]/.test(secret) || this.#size >= MAX_SECRETS) return;
    const word = new RegExp(WORD).exec(secret);
    if (word === null) return;
    const known = this.#byWord.get(word[0]) ?? [];
    if (known.some((other) => other.secret === secret)) return;
    known.push({ secret, kind, wordAt: word.index });
    this.#byWord.set(word[0], known);
    this.#size++;
  }

  find(text: string): SecretSpan[] {
    if (this.#size === 0) return [];
    const found: SecretSpan[] = [];
    for (const word of text.matchAll(WORD)) {
      for (const { secret, kind, wordAt } of this.#byWord.get(word[0]) ?? []) {
        const from = word.index - wordAt;
        if (from >= 0 && text.startsWith(secret, from))
          found.push({ from, to: from + secret.length, kind, value: secret });
      }
    }
    return found;
  }
}
