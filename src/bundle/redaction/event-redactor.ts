import type { LogEvent } from '../../model/log-event.ts';
import { isSecretName } from './redact-kinds.ts';
import type { TextRedactor } from './text-redactor.ts';

type Count = (kind: string) => void;

const MAX_DEPTH = 60;
const MAX_NAMES = 10_000;
/** Numbers of an event from 14 digits on are looked at as text: a card number needs no quotes in JSON. */
const LONG_NUMBER = 1e13;

/** Hides secrets in every field of events, the names of fields included, and counts what it hid. */
export class EventRedactor {
  readonly counts: Record<string, number> = {};
  readonly #texts: TextRedactor;
  readonly #names = new Map<string, { redacted: string; isSecret: boolean }>();
  readonly #count: Count = (kind) => {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  };

  constructor(texts: TextRedactor) {
    this.#texts = texts;
  }

  /** First look at an event or a document: what is recognised here is hidden in the others too. */
  learn(value: unknown): void {
    this.#learnFrom(value, 0);
  }

  /** Anything else that goes into a bundle, without its secrets and without counting them; a copy. */
  document<T>(value: T): T {
    return this.#value(value, 0, undefined) as T;
  }

  /** The event without its secrets; a copy. */
  redact(event: LogEvent): LogEvent {
    const redacted = this.#object(event, 0, this.#count) as LogEvent;
    redacted['@timestamp'] = event['@timestamp'];
    const bodyAt = event.crosstail?.body_at ?? 0;
    if (bodyAt > 0 && redacted.message !== event.message) {
      const prefix = this.#texts.text(event.message.slice(0, bodyAt));
      const moved = redacted.message.startsWith(prefix) ? prefix.length : 0;
      redacted.crosstail = { ...redacted.crosstail, body_at: moved };
    }
    return redacted;
  }

  #learnFrom(value: unknown, depth: number): void {
    if (typeof value === 'string') this.#texts.learn(value);
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === 'string' && this.#name(key).isSecret) this.#texts.learnValue(inner);
      this.#learnFrom(inner, depth + 1);
    }
  }

  #object(object: Record<string, unknown>, depth: number, count: Count | undefined): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    if (depth > MAX_DEPTH) return copy;
    for (const key of Object.keys(object)) {
      if (key === '__proto__') continue;
      const value = object[key];
      const name = this.#name(key);
      copy[name.redacted] =
        name.isSecret && typeof value === 'string' && value !== ''
          ? this.#texts.whole(value, count)
          : this.#value(value, depth, count);
    }
    return copy;
  }

  #value(value: unknown, depth: number, count: Count | undefined): unknown {
    if (typeof value === 'string') return this.#texts.text(value, count);
    if (typeof value === 'number' && value >= LONG_NUMBER && count !== undefined) {
      const text = String(value);
      const redacted = this.#texts.text(text, count);
      return redacted === text ? value : redacted;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return depth > MAX_DEPTH ? [] : value.map((item) => this.#value(item, depth + 1, count));
    return this.#object(value as Record<string, unknown>, depth + 1, count);
  }

  #name(key: string): { redacted: string; isSecret: boolean } {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const made = { redacted: this.#texts.text(key), isSecret: isSecretName(key) };
    if (this.#names.size < MAX_NAMES) this.#names.set(key, made);
    return made;
  }
}
