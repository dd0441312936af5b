// What an access log's line says of its request, as ECS fields: client, user, method, target, status, size, referrer and
// agent. Only what stands where the common and the combined format have it is named; what follows is left in the text.
import { digitAt, isDigit } from '../byte-class.ts';
import type { ByteSink } from '../events/byte-sink.ts';

const QUOTE = 34;
const BACKSLASH = 92;
const BLANK = 32;
const NONE = 45;
const QUESTION = 63;
const encode = (text: string) => new TextEncoder().encode(text);
const SOURCE = encode(',"source":{"address":"');
const IP = encode('","ip":"');
const USER = encode(',"user":{"name":"');
const HTTP = encode(',"http":{');
const METHOD = encode('"request":{"method":"');
const REFERRER = encode('","referrer":"');
const VERSION = encode(',"version":"');
const STATUS = encode('"response":{"status_code":');
const BYTES = encode(',"body":{"bytes":');
const URL_ORIGINAL = encode(',"url":{"original":"');
const PATH = encode('","path":"');
const QUERY = encode('","query":"');
const AGENT = encode(',"user_agent":{"original":"');
const END_TEXT = encode('"}');

type Range = readonly [from: number, to: number];

interface Request {
  method: Range;
  target: Range;
  version: Range | undefined;
}

/** Writes the fields of a line whose request begins at `from` (with or without its quote). `client` is its first column. */
export function writeAccess(
  sink: ByteSink,
  text: Uint8Array,
  client: Range,
  user: Range,
  from: number,
  to: number,
): void {
  const quoted = quotedAt(text, text[from - 1] === QUOTE ? from - 1 : from, to);
  const request = quoted === undefined ? undefined : requestIn(text, quoted);
  const rest = quoted === undefined ? from : quoted[1] + 1;
  const status = numberAt(text, rest, to);
  const size = status === undefined ? undefined : numberAt(text, status[1], to);
  const referrer = size === undefined ? undefined : quotedAt(text, size[1] + 1, to);
  const agent = referrer === undefined ? undefined : quotedAt(text, referrer[1] + 2, to);
  writeText(sink, text, SOURCE, client);
  if (isAddress(text, client)) writeText(sink, text, IP, client);
  sink.raw(END_TEXT);
  if (!isNone(text, user)) writeWhole(sink, text, USER, user);
  writeHttp(sink, text, request, status, size, referrer);
  if (request !== undefined) writeTarget(sink, text, request.target);
  if (agent !== undefined && !isNone(text, agent)) writeWhole(sink, text, AGENT, agent);
}

function writeHttp(
  sink: ByteSink,
  text: Uint8Array,
  request: Request | undefined,
  status: Range | undefined,
  size: Range | undefined,
  referrer: Range | undefined,
): void {
  if (request === undefined && status === undefined) return;
  sink.raw(HTTP);
  if (request !== undefined) {
    writeText(sink, text, METHOD, request.method);
    if (referrer !== undefined && !isNone(text, referrer)) writeText(sink, text, REFERRER, referrer);
    sink.raw(END_TEXT);
    if (request.version !== undefined) {
      writeText(sink, text, VERSION, request.version);
      sink.byte(QUOTE);
    }
    if (status !== undefined) sink.ascii(',');
  }
  if (status !== undefined) {
    writeNumber(sink, text, STATUS, status);
    if (size !== undefined && isDigit(text[size[0]])) {
      writeNumber(sink, text, BYTES, size);
      sink.ascii('}');
    }
    sink.ascii('}');
  }
  sink.ascii('}');
}

function writeTarget(sink: ByteSink, text: Uint8Array, [from, to]: Range): void {
  writeText(sink, text, URL_ORIGINAL, [from, to]);
  // A full address (of a proxy) is left whole: where its path begins is not worth a guess.
  if (text[from] === 47) {
    const found = text.subarray(from, to).indexOf(QUESTION);
    const pathTo = found === -1 ? to : from + found;
    writeText(sink, text, PATH, [from, pathTo]);
    if (pathTo < to) writeText(sink, text, QUERY, [pathTo + 1, to]);
  }
  sink.raw(END_TEXT);
}

function writeWhole(sink: ByteSink, text: Uint8Array, name: Uint8Array, range: Range): void {
  writeText(sink, text, name, range);
  sink.raw(END_TEXT);
}

function writeText(sink: ByteSink, text: Uint8Array, name: Uint8Array, [from, to]: Range): void {
  sink.reserve(256);
  sink.raw(name);
  sink.text(text, from, to);
}

function writeNumber(sink: ByteSink, text: Uint8Array, name: Uint8Array, [from, to]: Range): void {
  sink.reserve(256);
  sink.raw(name);
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + digitAt(text, i);
  sink.decimal(value);
}

/** What stands between the quote at `from` and the next that no backslash stands before; undefined where none begins. */
function quotedAt(text: Uint8Array, from: number, to: number): Range | undefined {
  if (text[from] !== QUOTE) return undefined;
  for (let i = from + 1; i < to; i++) {
    if (text[i] === BACKSLASH) i++;
    else if (text[i] === QUOTE) return [from + 1, i];
  }
  return undefined;
}

/** `GET /a HTTP/1.1`; HTTP 0.9 leaves the version out. What begins otherwise is no request (bytes of a TLS hello). */
function requestIn(text: Uint8Array, [from, to]: Range): Request | undefined {
  const methodTo = text.subarray(0, to).indexOf(BLANK, from);
  if (methodTo <= from || methodTo - from > 20) return undefined;
  for (let i = from; i < methodTo; i++) {
    const byte = text[i]!;
    if (byte < 65 || byte > 90) return undefined;
  }
  const last = text.lastIndexOf(BLANK, to - 1);
  const hasVersion = last > methodTo && text[last + 1] === 72 && text[last + 5] === 47;
  const target: Range = [methodTo + 1, hasVersion ? last : to];
  return { method: [from, methodTo], target, version: hasVersion ? [last + 6, to] : undefined };
}

/** A number, or `-` for none, behind a blank; undefined where neither stands. */
function numberAt(text: Uint8Array, from: number, end: number): Range | undefined {
  let at = from;
  while (at < end && text[at] === BLANK) at++;
  let to = at;
  while (to < end && isDigit(text[to])) to++;
  if (to === at && text[at] === NONE && at < end) to++;
  const isWhole = to >= end || text[to] === BLANK;
  return to > at && to - at <= 15 && isWhole ? [at, to] : undefined;
}

function isNone(text: Uint8Array, [from, to]: Range): boolean {
  return to <= from || (to === from + 1 && text[from] === NONE);
}

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const IPV6 = /^[0-9a-f]{0,4}(:[0-9a-f]{0,4}){2,7}(\.\d{1,3}){0,3}$/i;

/** An address of IP version 4 or 6, not a name. */
function isAddress(text: Uint8Array, [from, to]: Range): boolean {
  if (to - from > 45) return false;
  const address = String.fromCharCode(...text.subarray(from, to));
  return IPV4.test(address) || IPV6.test(address);
}
