// Colours of a query while it is typed: as far as it can be read, and the place where it cannot.
import { isAppError } from '../../../../src/base/errors.ts';
import { type QueryToken, scanQuery } from '../../../../src/query/query-text.ts';

export type PaintKind = 'field' | 'operator' | 'value' | 'keyword' | 'regex' | 'blank';

export interface PaintedPart {
  text: string;
  kind: PaintKind;
  isBad: boolean;
}

export interface Fault {
  at: number;
  end: number;
}

/** The query cut into coloured runs; the runs put together are the query. */
export function paintQuery(text: string, fault?: Fault): PaintedPart[] {
  const parts: { at: number; end: number; kind: PaintKind }[] = [];
  let at = 0;
  const add = (end: number, kind: PaintKind) => {
    if (end > at) parts.push({ at, end, kind });
    at = Math.max(at, end);
  };
  const tokens = readable(text);
  tokens.forEach((token, index) => {
    add(token.at, 'blank');
    add(token.end, kindOf(token, tokens[index + 1]));
  });
  add(text.length, 'value');
  return parts.flatMap((part) => splitAtFault(text, part, fault));
}

function kindOf(token: QueryToken, next: QueryToken | undefined): PaintKind {
  if (token.type === 'operator') return 'operator';
  if (token.type === 'keyword') return 'keyword';
  if (token.type === 'regex') return 'regex';
  const namesField =
    token.type === 'word' && next?.type === 'operator' && next.at === token.end && /^[:<>]/.test(next.text);
  return namesField ? 'field' : 'value';
}

/** Tokens up to the first place that cannot be read. */
function readable(text: string): QueryToken[] {
  for (let end = text.length; end > 0; ) {
    try {
      return scanQuery(text.slice(0, end));
    } catch (error) {
      if (!isAppError(error)) throw error;
      const at = Number(error.details?.at ?? 0);
      end = Math.min(at, end - 1);
    }
  }
  return [];
}

function splitAtFault(
  text: string,
  { at, end, kind }: { at: number; end: number; kind: PaintKind },
  fault: Fault | undefined,
): PaintedPart[] {
  if (fault === undefined || fault.end <= at || fault.at >= end)
    return [{ text: text.slice(at, end), kind, isBad: false }];
  const from = Math.max(at, fault.at);
  const to = Math.min(end, fault.end);
  return [
    { text: text.slice(at, from), kind, isBad: false },
    { text: text.slice(from, to), kind, isBad: true },
    { text: text.slice(to, end), kind, isBad: false },
  ].filter((part) => part.text !== '');
}
