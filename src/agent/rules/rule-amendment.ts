// The text of somebody's rules, changed as little as possible: what did not change keeps its comments and its form.
import { type Document, isMap, isSeq, parseDocument } from 'yaml';
import type { Rule } from '../../model/rule.ts';
import type { RuleText } from '../../ports/rule-text.ts';
import { importRules } from './import/rule-import.ts';
import { printRules, writtenForm } from './rule-print.ts';
import { parseRules } from './rule-text.ts';

/** The written form of rules: docs/rules.md. */
export function createRuleText(): RuleText {
  return { parse: parseRules, print: printRules, amend: amendRules, importFrom: importRules };
}

/** The text so that it says exactly these rules; printed anew when the text cannot be kept. */
export function amendRules(text: string, rules: readonly Rule[]): string {
  if (saysExactly(text, rules)) return text;
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false });
  const list = document.get('rules');
  if (document.errors.length > 0 || !isSeq(list)) return printRules(rules);
  const before = new Map(list.items.map((node) => [idOf(node), node]));
  const known = new Map(parseRules(text).rules.map((rule) => [rule.id, JSON.stringify(rule)]));
  list.items = rules.map((rule) => {
    const node = before.get(rule.id);
    return node !== undefined && known.get(rule.id) === JSON.stringify(rule) ? node : written(document, rule);
  });
  const amended = document.toString({ lineWidth: 0 });
  return saysExactly(amended, rules) ? amended : printRules(rules);
}

function saysExactly(text: string, rules: readonly Rule[]): boolean {
  const parsed = parseRules(text);
  return parsed.problems.length === 0 && JSON.stringify(parsed.rules) === JSON.stringify(rules);
}

function written(document: Document, rule: Rule) {
  return document.createNode(writtenForm(rule));
}

function idOf(node: unknown): string {
  const id = isMap(node) ? node.get('id') : undefined;
  return id === undefined ? '' : String(id);
}
