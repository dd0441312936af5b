import { AppError } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import type { ConsoleParts } from './console-parts.ts';

type RulesService = Pick<
  ConsoleServices,
  'rules.read' | 'rules.check' | 'rules.publish' | 'rules.history' | 'hosts.watch'
>;

/** Collection rules and the hosts that obey them. */
export function createRulesService({ workspace, ruleText, about }: ConsoleParts): RulesService {
  return {
    async 'rules.read'() {
      const set = await (await workspace).rules.read();
      return { set, text: ruleText.print(set.rules) };
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
      const result = await store.publish({ rules, note, by: about.user, expectRevision });
      return result.type === 'published'
        ? result
        : { type: 'conflict', current: result.current, currentText: ruleText.print(result.current.rules) };
    },

    async 'rules.history'({ limit }) {
      const revisions = await (await workspace).rules.history(limit);
      return { revisions: revisions.map(({ rules, ...rest }) => ({ ...rest, text: ruleText.print(rules) })) };
    },

    async *'hosts.watch'(_input, signal) {
      for await (const hosts of (await workspace).agents.watch(signal)) yield { hosts };
    },
  };
}
