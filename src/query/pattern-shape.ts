// A pattern taken apart far enough to see what repeats what: alternatives of elements, each with its repeats. Only for
// patterns that RE2 has admitted: the syntax is known to be good.

export interface PatternElement {
  /** As it is written, its repeat included. */
  source: string;
  min: number;
  max: number;
  /** The source of one character it stands for (a letter, an escape, a class); undefined for a group or an anchor. */
  unit: string | undefined;
  /** Alternatives of a group; undefined for anything else. */
  group: PatternElement[][] | undefined;
}

const ESCAPE = /^\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[^}]*\}|[0-9A-Fa-f]{2})|u(?:\{[^}]*\}|[0-9A-Fa-f]{4})|[0-7]{1,3}|.)/su;
const REPEAT = /^(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??/;
const GROUP_HEAD = /^\((?:\?(?:P?<[^>]*>|[a-zA-Z-]*:))?/;
const FLAGS_ALONE = /^\(\?[a-zA-Z-]+\)/;
const ZERO_WIDTH = /^(?:[\^$]|\\[bBAzZ])/;

/** Alternatives of the whole pattern. */
export function shapeOf(pattern: string): PatternElement[][] {
  return readAlternatives(pattern, 0).alternatives;
}

function readAlternatives(text: string, start: number): { alternatives: PatternElement[][]; end: number } {
  const alternatives: PatternElement[][] = [[]];
  let at = start;
  while (at < text.length && text[at] !== ')') {
    if (text[at] === '|') {
      alternatives.push([]);
      at++;
      continue;
    }
    const { element, end } = readElement(text, at);
    if (element !== undefined) alternatives.at(-1)!.push(element);
    at = end;
  }
  return { alternatives, end: at };
}

function readElement(text: string, start: number): { element?: PatternElement; end: number } {
  const rest = text.slice(start);
  const nothing = (FLAGS_ALONE.exec(rest) ?? ZERO_WIDTH.exec(rest))?.[0].length;
  if (nothing !== undefined) return { end: start + nothing };
  let end: number;
  let unit: string | undefined;
  let group: PatternElement[][] | undefined;
  if (rest[0] === '(') {
    const inner = readAlternatives(text, start + GROUP_HEAD.exec(rest)![0].length);
    group = inner.alternatives;
    end = inner.end + 1;
  } else {
    end = start + unitLength(rest);
    unit = text.slice(start, end);
  }
  const repeat = REPEAT.exec(text.slice(end));
  const [min, max] = repeat === null ? [1, 1] : boundsOf(repeat);
  end += repeat?.[0].length ?? 0;
  return { element: { source: text.slice(start, end), min, max, unit, group }, end };
}

function unitLength(rest: string): number {
  if (rest[0] === '\\') return ESCAPE.exec(rest)?.[0].length ?? 2;
  if (rest[0] !== '[') return String.fromCodePoint(rest.codePointAt(0)!).length;
  // A bracket right behind the opening one, or behind its ^, stands for itself; so does one in [:alpha:].
  let at = rest[1] === '^' ? 2 : 1;
  if (rest[at] === ']') at++;
  while (at < rest.length && rest[at] !== ']') {
    const named = /^\[:\^?\w+:\]/.exec(rest.slice(at));
    at += named?.[0].length ?? (rest[at] === '\\' ? (ESCAPE.exec(rest.slice(at))?.[0].length ?? 2) : 1);
  }
  return at + 1;
}

function boundsOf([, sign, from, comma, to]: RegExpExecArray): [min: number, max: number] {
  if (sign !== undefined) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : Number.POSITIVE_INFINITY];
  const min = Number(from);
  if (comma === undefined) return [min, min];
  return [min, to === '' ? Number.POSITIVE_INFINITY : Number(to)];
}
