import type { Rule, RuleProblem } from '../model/rule.ts';

export interface ImportedRules {
  /** Whose settings they were. */
  kind: 'filebeat' | 'otel';
  /** Rules in our written form; the notes stand above them as comments. */
  text: string;
  rules: Rule[];
  /** What could not be carried over, or not exactly: where it stands in the other file, and what to do. */
  notes: { at: string; message: string }[];
}

/** The written form of rules (YAML or JSON), checked key by key. */
export interface RuleText {
  /** Good rules are given even when others have problems: a bad rule is refused alone. */
  parse(text: string): { rules: Rule[]; problems: RuleProblem[] };
  /** `parse(print(rules))` gives the same rules. */
  print(rules: readonly Rule[]): string;
  /** The text so that it says these rules; comments of what did not change stay. */
  amend(text: string, rules: readonly Rule[]): string;
  /** Rules out of another shipper's settings. Throws RULE_INVALID when they cannot be read at all. */
  importFrom(text: string): ImportedRules;
}
