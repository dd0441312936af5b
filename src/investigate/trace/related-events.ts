import { bodyOf, type LogEvent } from '../../model/log-event.ts';
import { preciseTimeOf } from '../precise-time.ts';

export interface RelatedEvent {
  event: LogEvent;
  /** 0 to 1; a guess, for no id joins them. */
  confidence: number;
  /** Rare words that it shares. */
  shared: string[];
}

export interface RelatedRequest {
  /** Most events given. */
  limit?: number;
  signal?: AbortSignal;
}

/** Words: letters and digits with what joins them in ids, hosts and file names. */
const WORD = /[\p{L}\p{N}][\p{L}\p{N}_.:@/-]{2,63}/gu;
const MAX_WORDS = 64;
const DEFAULT_LIMIT = 500;
/** Words in more than this share of the lines join nothing. */
const COMMON_SHARE = 0.05;
/** Evidence (bits) at which relation and chance are equally likely. */
const EVEN_BITS = 8;

/**
 * Events of a window that share rare words with one of them, for systems that log no ids. What a word is worth is its
 * rarity in the window (−log2 of the share of lines that have it); nearness in time adds to it. `events` is gone
 * through twice.
 */
export async function relatedEvents(
  seed: LogEvent,
  events: () => Iterable<LogEvent> | AsyncIterable<LogEvent>,
  request: RelatedRequest = {},
): Promise<RelatedEvent[]> {
  const words = new Set(wordsOf(seed));
  const counts = new Map<string, number>([...words].map((word) => [word, 0]));
  let lines = 0;
  for await (const event of events()) {
    if (++lines % 4_096 === 0) request.signal?.throwIfAborted();
    for (const word of new Set(wordsOf(event))) {
      const count = counts.get(word);
      if (count !== undefined) counts.set(word, count + 1);
    }
  }
  const worth = new Map<string, number>();
  for (const [word, count] of counts) {
    const isShared = count >= 2 && count <= Math.max(20, lines * COMMON_SHARE);
    if (isShared && isTelling(word)) worth.set(word, Math.log2(Math.max(2, lines / count)));
  }
  const seedMs = preciseTimeOf(seed);
  const related: RelatedEvent[] = [];
  for await (const event of events()) {
    if (event.event.id === seed.event.id) continue;
    const shared = [...new Set(wordsOf(event))].filter((word) => worth.has(word));
    if (shared.length === 0) continue;
    const bits = shared.reduce((sum, word) => sum + worth.get(word)!, 0);
    const apartMs = Math.abs(preciseTimeOf(event) - seedMs);
    // A second apart is nothing; each doubling beyond takes a bit.
    const distance = Number.isNaN(apartMs) ? 4 : Math.log2(1 + apartMs / 1_000);
    related.push({ event, confidence: 1 / (1 + 2 ** (EVEN_BITS - bits + distance)), shared });
  }
  related.sort((a, b) => b.confidence - a.confidence);
  const best = related.slice(0, request.limit ?? DEFAULT_LIMIT);
  return best.sort((a, b) => preciseTimeOf(a.event) - preciseTimeOf(b.event));
}

function wordsOf(event: LogEvent): string[] {
  return (bodyOf(event).slice(0, 4_000).match(WORD) ?? []).slice(0, MAX_WORDS);
}

/** A word of letters alone is a word of the language; one with a digit may name a thing. */
function isTelling(word: string): boolean {
  return /\p{N}/u.test(word) && !/^\d{1,2}$|^\d{1,2}:\d{2}/.test(word);
}
