// From a rule set to the rules that hold on this host. A rule that is not good is refused alone: its last good version
// stays in force, and the report says what is wrong with the new one.

import { holdingOn } from '../../model/rollout.ts';
import type { Rule, RuleProblem } from '../../model/rule.ts';
import { isForHost } from '../../model/rule-selection.ts';
import type { RuleReport } from '../../ports/agent-directory.ts';
import type { RuleInForce } from '../harvester/followed-file.ts';
import { BatchProcessor } from '../processors/batch-processor.ts';
import { planGlob } from '../scanner/glob.ts';
import { ReadableFolders } from '../scanner/readable-folders.ts';
import { problemsOf } from './rule-check.ts';
import type { RuleUpdate } from './rule-source.ts';

interface Host {
  host: string;
  labels: Readonly<Record<string, string>>;
  /** Folders it may read under; undefined for all. */
  allowedRoots?: readonly string[] | undefined;
}

export class RulesInForce {
  readonly #self: Host;
  readonly #folders: ReadableFolders;
  readonly #checked = new WeakMap<Rule, RuleProblem | undefined>();
  #rules: ReadonlyMap<string, RuleInForce> = new Map();
  #refused = new Map<string, string>();
  #general: string | undefined;
  #revision = 0;

  constructor(self: Host) {
    this.#self = self;
    this.#folders = new ReadableFolders(self);
  }

  get revision(): number {
    return this.#revision;
  }

  get byId(): ReadonlyMap<string, RuleInForce> {
    return this.#rules;
  }

  get rules(): Rule[] {
    return Array.from(this.#rules.values(), ({ rule }) => rule);
  }

  /** What is wrong with the whole set; undefined when nothing is. */
  get problem(): string | undefined {
    return this.#general;
  }

  /** Takes a new set; while it is tried on other hosts first, the one before holds here. */
  apply(set: RuleUpdate): void {
    const update: RuleUpdate = { ...set, ...holdingOn(set, this.#self.host) };
    const refused = new Map<string, string>();
    this.#general = undefined;
    for (const problem of update.problems ?? []) this.#refuse(problem, refused);
    const next = new Map<string, RuleInForce>();
    for (const rule of update.rules) {
      const problem = refused.has(rule.id) ? undefined : this.#problemOf(rule);
      if (problem !== undefined) this.#refuse(problem, refused);
      const good = problem === undefined ? rule : this.#rules.get(rule.id)?.rule;
      if (good === undefined || !isForHost(good, this.#self.host, this.#self.labels)) continue;
      next.set(rule.id, this.#inForce(good, update.revision));
    }
    this.#rules = next;
    this.#refused = refused;
    this.#revision = update.revision;
  }

  /** What became of each rule. `filesOf` counts the files a rule reads, `contested` those that an earlier rule has. */
  report(filesOf: (rule: string) => number, contested: ReadonlyMap<string, number>): RuleReport[] {
    const reports: RuleReport[] = [];
    for (const [id, { processor }] of this.#rules) {
      const others = contested.get(id);
      const error =
        this.#refused.get(id) ??
        processor?.problem ??
        (others === undefined ? undefined : `${others} of its files are already read by an earlier rule`);
      const state = this.#refused.has(id) ? 'refused' : filesOf(id) === 0 ? 'no-file-matches' : 'applied';
      reports.push({
        rule: id,
        state,
        ...(error === undefined ? {} : { error }),
        ...(processor === undefined ? {} : { counts: { ...processor.counts } }),
      });
    }
    for (const [id, error] of this.#refused)
      if (!this.#rules.has(id)) reports.push({ rule: id, state: 'refused', error });
    return reports;
  }

  /** The same rule keeps its processor, and with it its counters and its rate. */
  #inForce(rule: Rule, revision: number): RuleInForce {
    const before = this.#rules.get(rule.id);
    if (before !== undefined && (before.rule === rule || JSON.stringify(before.rule) === JSON.stringify(rule)))
      return before.revision === revision ? before : { ...before, revision };
    return { rule, revision, processor: BatchProcessor.of(rule) };
  }

  /** A source gives a rule that did not change as the same object: it is looked at once. */
  #problemOf(rule: Rule): RuleProblem | undefined {
    if (!this.#checked.has(rule)) this.#checked.set(rule, problemsOf(rule)[0] ?? this.#outside(rule));
    return this.#checked.get(rule);
  }

  /** A rule of which no file may be read is refused here; one of another host says nothing about this one's folders. */
  #outside(rule: Rule): RuleProblem | undefined {
    if (!isForHost(rule, this.#self.host, this.#self.labels)) return undefined;
    const isOutside = rule.paths.every((glob) => planGlob(glob).every((plan) => this.#folders.excludes(plan)));
    if (!isOutside) return undefined;
    const message = `${rule.paths.join(', ')} may not be read by this agent. ${this.#folders.hint}`;
    return { rule: rule.id, path: 'paths', message };
  }

  #refuse(problem: RuleProblem, refused: Map<string, string>): void {
    const text = problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`;
    if (problem.rule === '') this.#general ??= text;
    else if (!refused.has(problem.rule)) refused.set(problem.rule, text);
  }
}
