import { AppError } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import type { RuleSet } from '../model/rule.ts';
import type { RuleAccess, RuleStore } from '../ports/rule-store.ts';
import type { RuleText } from '../ports/rule-text.ts';
import type { ConsoleParts } from './console-parts.ts';

type RulesService = Pick<
  ConsoleServices,
  'rules.read' | 'rules.check' | 'rules.publish' | 'rules.history' | 'rules.preview' | 'rules.import' | 'hosts.watch'
>;

/** Collection rules and the hosts that obey them. */
export function createRulesService({ workspace, ruleText, previewer, about }: ConsoleParts): RulesService {
  return {
    async 'rules.read'() {
      const store = (await workspace).rules;
      const set = await store.read();
      const [text, access] = await Promise.all([textOf(set, store, ruleText), accessTo(store)]);
      return { set, text, mayPublish: access.mayPublish, reason: access.mayPublish ? null : access.reason };
    },

    async 'rules.check'({ text }) {
      return ruleText.parse(text);
    },

    async 'rules.publish'({ text, note, expectRevision }) {
      const { rules, problems } = ruleText.parse(text);
      const problem = problems[0];
      if (problem !== undefined) {
        throw new AppError('RULE_INVALID', `Rule "${problem.rule}", ${problem.path}: ${problem.message}`, {
          hint: 'Nothing was published. Mend the rule and push again.',
          details: { problems: problems.slice(0, 50) },
        });
      }
      const store = (await workspace).rules;
      const result = await store.publish({ rules, note, by: about.user, expectRevision, text });
      if (result.type === 'published') return result;
      return { type: 'conflict', current: result.current, currentText: await textOf(result.current, store, ruleText) };
    },

    async 'rules.history'({ limit }) {
      const revisions = await (await workspace).rules.history(limit);
      return {
        revisions: revisions.map(({ rules, text, ...rest }) => ({ ...rest, text: text ?? ruleText.print(rules) })),
      };
    },

    async 'rules.import'({ text }) {
      return ruleText.importFrom(text);
    },

    async 'rules.preview'({ text, rule: id, host, sample }, signal) {
      const { rules, problems } = ruleText.parse(text);
      const rule = rules.find((each) => each.id === id);
      if (rule === undefined) {
        const problem = problems.find((each) => each.rule === id) ?? problems[0];
        throw new AppError('RULE_INVALID', problem?.message ?? `There is no rule "${id}" in the text.`, {
          hint: 'Mend the rule: it is tried again by itself.',
        });
      }
      return previewer.preview({ rule, host, ...(sample === undefined ? {} : { sample }) }, signal);
    },

    async *'hosts.watch'(_input, signal) {
      for await (const hosts of (await workspace).agents.watch(signal)) yield { hosts };
    },
  };
}

/** How many revisions a program may have made since a person wrote the rules: beyond, comments are not looked for. */
const TEXT_REACH = 20;

/** The rules as they were written last, amended by what programs published since. */
async function textOf(set: RuleSet, store: RuleStore, ruleText: RuleText): Promise<string> {
  const revisions = await store.history(TEXT_REACH);
  const written = revisions.find(({ revision, text }) => revision <= set.revision && text !== undefined)?.text;
  return written === undefined ? ruleText.print(set.rules) : ruleText.amend(written, set.rules);
}

async function accessTo(store: RuleStore): Promise<RuleAccess> {
  return (await store.access?.()) ?? { mayPublish: true };
}
