// Where in a half-typed query the cursor stands, so that fields or values can be offered there.
import { resolveField } from './fields.ts';

export interface CompletionSpot {
  kind: 'field' | 'value';
  /** Full name of the field whose value stands here. */
  field: string | undefined;
  /** What has been typed of it, without quotes. */
  typed: string;
  /** The part of the text that a choice replaces. */
  at: number;
  end: number;
}

const NAME_END = /[\s:<>()"]/;

/** The spot at the cursor. A free word is a field that may still be named. */
export function completionSpot(text: string, cursor: number): CompletionSpot {
  let group: { field: string; depth: number } | undefined;
  let depth = 0;
  let at = 0;
  while (at < cursor) {
    const character = text[at]!;
    if (/\s/.test(character)) at++;
    else if (character === '(' || character === ')') {
      depth += character === '(' ? 1 : -1;
      if (group !== undefined && depth < group.depth) group = undefined;
      at++;
    } else {
      const term = readTerm(text, at, group?.field);
      if (term.opensGroup) {
        depth++;
        group ??= { field: term.field!, depth };
      }
      if (cursor <= term.end && !(term.opensGroup && cursor === term.end)) return spotIn(text, term, cursor);
      at = term.end;
    }
  }
  return { kind: group === undefined ? 'field' : 'value', field: group?.field, typed: '', at: cursor, end: cursor };
}

interface Term {
  field: string | undefined;
  /** Where the value starts; the term's start when it names no field. */
  valueAt: number;
  end: number;
  opensGroup: boolean;
}

function readTerm(text: string, start: number, groupField: string | undefined): Term {
  let at = text[start] === '-' ? start + 1 : start;
  if (text[at] === '"') return { field: groupField, valueAt: at, end: phraseEnd(text, at), opensGroup: false };
  const nameAt = at;
  while (at < text.length && !NAME_END.test(text[at]!)) at += text[at] === '\\' ? 2 : 1;
  const name = text.slice(nameAt, at);
  const operator = /^(?::[<>]?=?|[<>]=?)/.exec(text.slice(at))?.[0];
  if (operator === undefined || name === '')
    return { field: groupField, valueAt: nameAt, end: Math.max(at, start + 1), opensGroup: false };
  const field = groupField ?? resolveField(name);
  const valueAt = at + operator.length;
  if (text[valueAt] === '(') return { field, valueAt, end: valueAt + 1, opensGroup: true };
  if (text[valueAt] === '"') return { field, valueAt, end: phraseEnd(text, valueAt), opensGroup: false };
  let end = valueAt;
  while (end < text.length && !/[\s()"]/.test(text[end]!)) end += text[end] === '\\' ? 2 : 1;
  return { field, valueAt, end: Math.min(end, text.length), opensGroup: false };
}

function phraseEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i + 1;
  }
  return text.length;
}

function spotIn(text: string, term: Term, cursor: number): CompletionSpot {
  const isValue = term.field !== undefined && cursor >= term.valueAt;
  const at = isValue ? term.valueAt : Math.min(cursor, wordStart(text, cursor));
  const typed = text.slice(at, cursor).replace(/^"/, '').replace(/\\(.)/g, '$1');
  return {
    kind: isValue ? 'value' : 'field',
    field: isValue ? term.field : undefined,
    typed,
    at,
    end: isValue ? Math.max(term.end, cursor) : cursor,
  };
}

function wordStart(text: string, cursor: number): number {
  let at = cursor;
  while (at > 0 && !NAME_END.test(text[at - 1]!)) at--;
  return text[at] === '-' ? at + 1 : at;
}

/** The text with a choice put in, and where the cursor stands then: right behind it. */
export function applyCompletion(text: string, spot: CompletionSpot, choice: string): { text: string; cursor: number } {
  const inserted = spot.kind === 'field' ? `${choice}:` : quoteValue(choice);
  const behind = text.slice(spot.end);
  const blank = spot.kind === 'value' && !/^[\s)]/.test(behind) ? ' ' : '';
  const head = text.slice(0, spot.at) + inserted + blank;
  return { text: head + behind, cursor: head.length };
}

/** A value as it must be written behind `field:`. */
export function quoteValue(value: string): string {
  const isPlain =
    value !== '' && !/[\s()"*?\\<>[\]{}]/.test(value) && !/^(?:AND|OR|NOT)$/.test(value) && value[0] !== '/';
  return isPlain ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
}
