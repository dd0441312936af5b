// One rule on its way in from another shipper's settings, with what could not come along.
import type { RuleProblem } from '../../../model/rule.ts';
import { checkRule } from '../rule-check.ts';

export interface ImportNote {
  /** Where it stands in the other file, as a path of keys. */
  at: string;
  message: string;
}

export type Written = Record<string, unknown>;

/** Keys of our written rules, gathered one by one; values that our own check refuses are taken out and noted. */
export class ImportDraft {
  readonly rule: Written;
  readonly notes: ImportNote[] = [];
  readonly #at: string;
  /** Our key → where its value came from. */
  readonly #origins = new Map<string, string>();

  constructor(id: string, at: string) {
    this.rule = { id };
    this.#at = at;
  }

  note(key: string, message: string): void {
    this.notes.push({ at: key === '' ? this.#at : `${this.#at}.${key}`, message });
  }

  set(key: string, value: unknown, from: string): void {
    this.rule[key] = value;
    this.#origins.set(key, from);
  }

  add(key: string, value: unknown, from: string): void {
    const before = this.rule[key];
    this.set(key, [...(Array.isArray(before) ? before : []), value], from);
  }

  addFields(fields: Record<string, string>, from: string): void {
    if (Object.keys(fields).length > 0)
      this.set('fields', { ...(this.rule.fields as Record<string, string> | undefined), ...fields }, from);
  }

  /** The rule as our check takes it; undefined when nothing of it can be used. */
  finish(): Written | undefined {
    for (let round = 0; round < 20; round++) {
      const checked = checkRule(this.rule, 0);
      if ('rule' in checked) return this.rule;
      if (!checked.problems.some((problem) => this.#takeOut(problem))) return undefined;
    }
    return undefined;
  }

  /** True when the rule may be good without what the problem names. */
  #takeOut({ path, message }: RuleProblem): boolean {
    const key = /^\w+/.exec(path)?.[0] ?? '';
    this.note(this.#origins.get(key) ?? key, `not carried over: ${message}`);
    const entry = /^\w+\[(\d+)\]/.exec(path);
    const list = this.rule[key];
    if (key === '' || key === 'id' || !(key in this.rule)) return false;
    if (entry !== null && Array.isArray(list) && list.length > 1) {
      this.rule[key] = list.filter((_, i) => i !== Number(entry[1]));
      return true;
    }
    if (key === 'paths') return false;
    delete this.rule[key];
    return true;
  }
}
