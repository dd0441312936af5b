// What PostgreSQL writes below a message: each part has the whole prefix of a line of its own, and the same time.
// Source: send_message_to_server_log in its error reporting, which writes a message and its parts at once.
import type { LineHead } from '../heads/line-head.ts';

const PART = /(?:^|[\s:])(?:DETAIL|HINT|QUERY|CONTEXT|STATEMENT|LOCATION|BACKTRACE): {2}/;
/** Prefixes are not longer. */
const PREFIX_LENGTH = 200;

/** True when a line with this head may belong to the message before it; its text decides. */
export function mayBePart(message: LineHead, head: LineHead): boolean {
  if (message.format !== 'postgres' || head.level !== 0) return false;
  return head.seconds === message.seconds && head.nanos === message.nanos;
}

/** True when a line is a part of a message. */
export function isPostgresPart(line: string): boolean {
  return PART.test(line.slice(0, PREFIX_LENGTH));
}
