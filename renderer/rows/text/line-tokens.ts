// A line cut into what its parts are: keys, ids, exception names, code places, marked words. Pure; the surface only
// copies these into text nodes.
import { hasActing, splitActing } from './control-text.ts';
import type { MarkedWord, MarkKind } from './marked-words.ts';

export type TokenKind = '' | 'k' | 'id' | 'x' | 'file' | 'fn' | 'ctl' | 'more' | MarkKind;

export interface LineToken {
  readonly text: string;
  readonly kind: TokenKind;
  /** Where it stands in the line, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  readonly id?: CorrelationId;
}

export interface CorrelationId {
  readonly kind: string;
  readonly value: string;
}

export interface TokenOptions {
  ids: readonly CorrelationId[];
  highlights: readonly MarkedWord[];
  /** The line is the first one: `SomeError:` at its start is an exception's name. */
  isHead: boolean;
  /** First code unit shown (scrolled sideways), and how many at most. */
  from: number;
  limit: number;
}

interface Span {
  from: number;
  to: number;
  kind: TokenKind;
  id?: CorrelationId;
}

/** Looking further than this beyond what is shown costs time for nothing. */
const LOOK_AHEAD = 200;
const KEY = /(?<![\w.@-])[A-Za-z_@][\w.@-]{0,60}=(?!=)/g;
const EXCEPTION = /^[A-Za-z_][\w.:]*(?:Error|Exception|Failure|Fault|Interrupt|Sanitizer|Panic)(?=:|\s|$)/;
const PYTHON_FRAME = /^\s*File "([^"]+)", line (\d+)(?:, in (\S.*))?$/;
const NATIVE_FRAME =
  /^\s*#\d+\s+(?:0x[0-9a-f]+\s+)?(?:in\s+)?(.*?)\s+(?:at\s+)?((?:[\w.+/~-]|\\)+\.\w+:\d+(?::\d+)?)\s*$/i;
const JAVA_FRAME = /^\s*at\s+([\w.$<>/]+)\(([^)]*)\)\s*$/;

/** Cuts the shown stretch of a line. Acting characters come as marks; nothing in the result acts. */
export function cutLine(line: string, options: TokenOptions): LineToken[] {
  const end = options.from + options.limit;
  const seen = line.length > end + LOOK_AHEAD ? line.slice(0, end + LOOK_AHEAD) : line;
  const spans = findSpans(seen, options);
  const tokens: LineToken[] = [];
  let at = options.from;
  for (const span of spans) {
    const from = Math.max(span.from, at);
    const to = Math.min(span.to, end);
    if (to <= from) continue;
    if (from > at) put(tokens, line, at, from, '');
    put(tokens, line, from, to, span.kind, span.id);
    at = to;
  }
  const last = Math.min(line.length, end);
  if (last > at) put(tokens, line, at, last, '');
  if (line.length > end) tokens.push({ text: '…', kind: 'more', from: end, to: end });
  return options.highlights.length === 0 ? tokens : tokens.flatMap((token) => markWords(token, options.highlights));
}

function put(tokens: LineToken[], line: string, from: number, to: number, kind: TokenKind, id?: CorrelationId): void {
  const text = line.slice(from, to);
  const add = (part: string, partFrom: number, partTo: number, isMark: boolean) =>
    tokens.push({
      text: part,
      kind: isMark ? 'ctl' : kind,
      from: partFrom,
      to: partTo,
      ...(id === undefined || isMark ? {} : { id }),
    });
  if (!hasActing(text)) add(text, from, to, false);
  else for (const part of splitActing(text, from)) add(part.text, part.from, part.to, part.isMark);
}

/** Spans in order, none overlapping another. */
function findSpans(line: string, options: TokenOptions): Span[] {
  const frame = options.isHead ? undefined : frameSpans(line);
  if (frame !== undefined) return frame;
  const spans: Span[] = [];
  const exception = options.isHead || /^\S/.test(line) ? EXCEPTION.exec(line) : null;
  if (exception !== null) spans.push({ from: 0, to: exception[0].length, kind: 'x' });
  for (const id of options.ids) findId(line, id, spans);
  if (line.includes('=')) {
    for (const match of line.matchAll(KEY))
      spans.push({ from: match.index, to: match.index + match[0].length, kind: 'k' });
  }
  if (spans.length < 2) return spans;
  spans.sort((a, b) => a.from - b.from || b.to - a.to);
  let last = 0;
  return spans.filter((span) => {
    const isFree = span.from >= last;
    if (isFree) last = span.to;
    return isFree;
  });
}

const WORD = /[\w-]/;

function findId(line: string, id: CorrelationId, spans: Span[]): void {
  const { value } = id;
  for (let at = line.indexOf(value); at !== -1; at = line.indexOf(value, at + value.length)) {
    const end = at + value.length;
    // `42` is no id within `1042`.
    if ((at > 0 && WORD.test(line[at - 1]!)) || (end < line.length && WORD.test(line[end]!))) continue;
    spans.push({ from: at, to: end, kind: 'id', id });
    if (spans.length > 50) return;
  }
}

function frameSpans(line: string): Span[] | undefined {
  const match = PYTHON_FRAME.exec(line) ?? JAVA_FRAME.exec(line);
  if (match !== null) {
    const isPython = match[0].trimStart().startsWith('File');
    const [file, fn] = isPython ? [match[1]!, match[3]] : [match[2]!, match[1]];
    const spans: Span[] = [];
    const fileAt = isPython ? line.indexOf(file) : line.lastIndexOf(file);
    const fnAt = fn === undefined ? -1 : isPython ? line.lastIndexOf(fn) : line.indexOf(fn);
    if (file !== '') spans.push({ from: fileAt, to: fileAt + file.length, kind: 'file' });
    if (fn !== undefined && fn !== '') spans.push({ from: fnAt, to: fnAt + fn.length, kind: 'fn' });
    return spans.sort((a, b) => a.from - b.from);
  }
  const native = NATIVE_FRAME.exec(line);
  if (native === null) return undefined;
  const fnAt = line.indexOf(native[1]!);
  const fileAt = line.lastIndexOf(native[2]!);
  const spans: Span[] = [{ from: fileAt, to: fileAt + native[2]!.length, kind: 'file' }];
  if (native[1] !== '' && fnAt < fileAt) spans.unshift({ from: fnAt, to: fnAt + native[1]!.length, kind: 'fn' });
  return spans;
}

function markWords(token: LineToken, highlights: readonly MarkedWord[]): LineToken[] {
  if (token.kind === 'ctl' || token.kind === 'more') return [token];
  const lower = token.text.toLowerCase();
  const hits: [number, number, MarkKind][] = [];
  for (const { text: word, kind } of highlights) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + word.length))
      hits.push([at, at + word.length, kind]);
  }
  if (hits.length === 0 || lower.length !== token.text.length) return [token];
  hits.sort((a, b) => a[0] - b[0]);
  const parts: LineToken[] = [];
  let last = 0;
  const piece = (from: number, to: number, kind: TokenKind) => {
    if (to > from)
      parts.push({ ...token, text: token.text.slice(from, to), kind, from: token.from + from, to: token.from + to });
  };
  for (const [from, to, kind] of hits) {
    if (from < last) continue;
    piece(last, from, token.kind);
    piece(from, to, kind);
    last = to;
  }
  piece(last, token.text.length, token.kind);
  return parts;
}
