import type { Rule, RuleProblem } from '../model/rule.ts';

/** The written form of rules (YAML or JSON), checked key by key. */
export interface RuleText {
  /** Good rules are given even when others have problems: a bad rule is refused alone. */
  parse(text: string): { rules: Rule[]; problems: RuleProblem[] };
  /** `parse(print(rules))` gives the same rules. */
  print(rules: readonly Rule[]): string;
  /** The text so that it says these rules; comments of what did not change stay. */
  amend(text: string, rules: readonly Rule[]): string;
}
