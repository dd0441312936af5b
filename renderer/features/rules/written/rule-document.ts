// The form's side of the written rules: it reads values out of the text and puts values into it, and leaves comments,
// order and the form of everything else as they are.
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

export type WrittenRule = Readonly<Record<string, unknown>>;

/** Keys are not compared one with each other here: the checker does that, and a long map would take minutes. */
const OPTIONS = { schema: 'core', uniqueKeys: false } as const;

/** Every rule as it is written; undefined while the text cannot be read as a list of rules. */
export function writtenRules(text: string): WrittenRule[] | undefined {
  const document = parseDocument(text, OPTIONS);
  const list = listOf(document);
  if (document.errors.length > 0 || list === undefined || !list.items.every(isMap)) return undefined;
  return (document.toJS({ maxAliasCount: 100 }) as { rules: WrittenRule[] }).rules;
}

/** The text with one key of a rule (by its place in the list) set, or taken out where the value is undefined. */
export function setRuleKey(text: string, index: number, key: string, value: unknown): string {
  const document = parseDocument(text, OPTIONS);
  const rule = listOf(document)?.items[index];
  if (!isMap(rule)) return text;
  if (value === undefined) rule.delete(key);
  else putValue(document, rule, key, value);
  return withOnlyRuleChanged(text, document, index);
}

/** The text with one more rule at its end, and no other change but that. */
export function addRule(text: string, rule: WrittenRule): string {
  const document = parseDocument(text, OPTIONS);
  const list = listOf(document);
  if (document.errors.length > 0 || list === undefined)
    return text.trim() === '' ? printed(parseDocument('version: 1\nrules: []\n'), rule) : text;
  return printed(document, rule);
}

/** The rules of another text at the end of this one; ids that are taken get a number. */
export function addRules(text: string, other: string): string {
  let next = text;
  for (const rule of writtenRules(other) ?? []) {
    const taken = new Set(writtenRules(next)?.map(({ id }) => id));
    let id = rule.id;
    for (let n = 2; taken.has(id); n++) id = `${String(rule.id)}-${n}`;
    next = addRule(next, { ...rule, id });
  }
  return next;
}

/** The text without one rule. */
export function removeRule(text: string, index: number): string {
  const document = parseDocument(text, OPTIONS);
  listOf(document)?.delete(index);
  return printDocument(document, text);
}

function printed(document: Document, rule: WrittenRule): string {
  const list = listOf(document)!;
  if (list.items.length === 0) list.flow = false;
  list.add(document.createNode(rule));
  return printDocument(document, '');
}

function listOf(document: Document): YAMLSeq | undefined {
  const list = isMap(document.contents) ? document.get('rules') : undefined;
  return isSeq(list) ? list : undefined;
}

function putValue(document: Document, rule: YAMLMap, key: string, value: unknown): void {
  const before = rule.get(key, true) as Node | undefined;
  if (isScalar(before) && typeof value !== 'object') {
    before.value = value;
    return;
  }
  if (isSeq(before) && Array.isArray(value)) {
    const left = [...before.items];
    before.items = value.map((entry: unknown) => {
      // An entry that stays keeps its node, and with it its comment.
      const same = left.findIndex((node) => JSON.stringify(node) === JSON.stringify(entry));
      return same < 0 ? document.createNode(entry) : left.splice(same, 1)[0];
    });
    return;
  }
  const node = document.createNode(value) as Node;
  if (before?.comment) node.comment = before.comment;
  if (before?.commentBefore) node.commentBefore = before.commentBefore;
  rule.set(key, node);
}

/** The printed document would bring the whole text into one form: only the lines of the changed rule are taken from it. */
function withOnlyRuleChanged(text: string, document: Document, index: number): string {
  const next = printDocument(document, text);
  const [from, to] = [linesOfRule(text, index), linesOfRule(next, index)];
  if (from === undefined || to === undefined || from.column !== to.column) return next;
  const spliced = text.slice(0, from.start) + next.slice(to.start, to.end) + text.slice(from.end);
  return sameValues(spliced, next) ? spliced : next;
}

function sameValues(a: string, b: string): boolean {
  const [one, other] = [parseDocument(a, OPTIONS), parseDocument(b, OPTIONS)];
  return one.errors.length === 0 && JSON.stringify(one) === JSON.stringify(other);
}

function linesOfRule(text: string, index: number): { start: number; end: number; column: number } | undefined {
  const node = listOf(parseDocument(text, OPTIONS))?.items[index];
  if (!isMap(node) || node.range == null || node.flow) return undefined;
  const start = text.lastIndexOf('\n', node.range[0] - 1) + 1;
  const last = text.slice(0, node.range[1]).trimEnd().length;
  const newline = text.indexOf('\n', last);
  return { start, end: newline < 0 ? text.length : newline + 1, column: node.range[0] - start };
}

function printDocument(document: Document, text: string): string {
  // A list may stand under its key with or without an indent: as the author has it.
  const indentSeq = !/^rules:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*-/m.test(text);
  return document.toString({ lineWidth: 0, indentSeq });
}
