// What a file holds, judged by its head: for doctor, import and preview.
import { guessEncoding, wideEncoding } from '../encodings/encoding-guess.ts';
import { decoded } from '../encodings/legacy-encoding.ts';
import { encodingOfMark } from '../encodings/text-encoding.ts';
import { EventReader } from '../event-reader.ts';

/** NUL bytes in a row from here on are a hole in a file, not data. */
const HOLE_BYTES = 64;
/** Share of control bytes from which on bytes are no text: of valid UTF-8, and of what is none. */
const MOST_CONTROLS = 0.1;
const MOST_CONTROLS_BROKEN = 0.02;

// Control bytes that no text has. Not among them: those of terminals (BEL, BS, ESC), and those that divide fields and
// records in FIX messages (SOH) and in separated text (FS to US).
const ODD = new Uint8Array(256);
for (const [from, to] of [
  [0, 0],
  [2, 6],
  [14, 26],
  [127, 127],
]) {
  ODD.fill(1, from, to! + 1);
}

/**
 * True when the head of a file (best 64 KiB of it) is no log text: it has control bytes that text does not have. Text in
 * old encodings has none either; bytes at random have one in thirteen.
 */
export function looksBinary(head: Uint8Array): boolean {
  // Text in wide units is full of NUL bytes.
  if (encodingOfMark(head) !== undefined || wideEncoding(head) !== undefined) return false;
  let odd = 0;
  let looked = 0;
  for (let i = 0; i < head.length; i++) {
    const hole = holeLength(head, i);
    i += hole;
    if (i >= head.length) break;
    looked++;
    odd += ODD[head[i]!]!;
  }
  // Nothing but a hole.
  if (looked === 0) return head.length > 0;
  const most = decoded('utf-8', head) === undefined ? MOST_CONTROLS_BROKEN : MOST_CONTROLS;
  return odd > looked * most;
}

/** Length of the hole that begins at a place; 0 when there is none. */
function holeLength(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== 0) return 0;
  let to = from;
  while (to < bytes.length && bytes[to] === 0) to++;
  return to - from >= HOLE_BYTES ? to - from : 0;
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
