// What a file holds, judged by its head: for doctor, import and preview.
import { guessEncoding } from './encoding-guess.ts';
import { EventReader } from './event-reader.ts';

/** True when the head of a file is no log text (NUL-heavy, or mostly control bytes). */
export function looksBinary(head: Uint8Array): boolean {
  const length = Math.min(head.length, 8192);
  // UTF-16 and UTF-32 are full of NUL bytes.
  if (length === 0 || guessEncoding(head) !== 'utf-8') return false;
  let odd = 0;
  for (let i = 0; i < length; i++) {
    const byte = head[i]!;
    if (byte < 7 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) odd++;
  }
  return odd > length * 0.3;
}

const NOBODY = { key: '', service: '', host: '', path: '', rule: '', revision: 0, topic: '' };

/** The format most lines of a head have, the share of its events in that format, and its encoding. */
export function detectFormat(
  head: Uint8Array,
  nowMs = Date.now(),
): { format: string; confidence: number; encoding: string } {
  const encoding = guessEncoding(head);
  const reader = new EventReader(
    {
      source: NOBODY,
      agentId: '',
      generation: '',
      format: 'auto',
      multiline: 'auto',
      encoding,
      timezone: 'UTC',
      correlate: [],
      fields: {},
    },
    0,
  );
  reader.push(head, nowMs);
  reader.flush(nowMs, 'end');
  return { format: 'plain', confidence: 0, ...reader.detected, encoding };
}
