import { AppError } from '../base/errors.ts';
import type { ConsoleServices } from '../contract/contract.ts';
import { isChosen, leastShare, type RolloutTarget } from '../model/rollout.ts';
import type { RuleSet } from '../model/rule.ts';
import { ruleRefusal } from '../model/rule-refusal.ts';
import type { HostStatus } from '../ports/agent-directory.ts';
import type { PublishRequest, RuleAccess, RuleStore } from '../ports/rule-store.ts';
import type { RuleText } from '../ports/rule-text.ts';
import type { ConsoleParts } from './console-parts.ts';
import { RolloutGuard } from './rollout-guard.ts';

type RulesService = Pick<
  ConsoleServices,
  | 'rules.read'
  | 'rules.check'
  | 'rules.publish'
  | 'rules.watch'
  | 'rules.steer'
  | 'rules.rollback'
  | 'rules.history'
  | 'rules.preview'
  | 'rules.import'
  | 'hosts.watch'
>;

/** Collection rules and the hosts that obey them. */
export function createRulesService(parts: ConsoleParts): RulesService {
  const { workspace, ruleText, previewer, about } = parts;
  const guard = new RolloutGuard(parts);
  const publish = async (request: Omit<PublishRequest, 'by'>) => {
    const store = (await workspace).rules;
    const result = await store.publish({ ...request, by: about.user });
    if (result.type === 'published') return result;
    const currentText = await textOf(result.current, store, ruleText);
    return { type: 'conflict' as const, current: result.current, currentText };
  };
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

    async 'rules.publish'({ text, note, expectRevision, canary }) {
      const { rules, problems } = ruleText.parse(text);
      const refusal = ruleRefusal(problems);
      if (refusal !== undefined) throw refusal;
      if (canary === undefined) return publish({ rules, note, expectRevision, text });
      checkReach(canary.target, await (await workspace).agents.list());
      guard.start();
      return publish({ rules, note, expectRevision, text, canary });
    },

    async *'rules.watch'(_input, signal) {
      for await (const set of (await workspace).rules.watch(signal)) yield { set };
    },

    async 'rules.steer'({ revision, step }) {
      const { rules, agents } = await workspace;
      if (step.type === 'advance' && step.target !== undefined) checkReach(step.target, await agents.list());
      guard.start();
      return { steered: await rules.steer(revision, step) };
    },

    async 'rules.rollback'({ revision, note, expectRevision }) {
      const revisions = await (await workspace).rules.history(MAX_HISTORY);
      const found = revisions.find((each) => each.revision === revision);
      if (found === undefined) {
        throw new AppError('NOT_FOUND', `Revision ${revision} is not in the history.`, {
          hint: 'crosstail rules history lists the revisions.',
        });
      }
      const { rules, text = ruleText.print(rules) } = found;
      return publish({ rules, note, expectRevision, text });
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
      guard.start();
      for await (const hosts of (await workspace).agents.watch(signal)) yield { hosts };
    },
  };
}

/** How many revisions a program may have made since a person wrote the rules: beyond, comments are not looked for. */
const TEXT_REACH = 20;
/** Revisions that may be gone back to: as many as `rules.history` shows. */
const MAX_HISTORY = 500;
/** Hosts named in a message. */
const MOST_NAMES = 8;

/** The rules as they were written last, amended by what programs published since. */
async function textOf(set: RuleSet, store: RuleStore, ruleText: RuleText): Promise<string> {
  const revisions = await store.history(TEXT_REACH);
  const written = revisions.find(({ revision, text }) => revision <= set.revision && text !== undefined)?.text;
  return written === undefined ? ruleText.print(set.rules) : ruleText.amend(written, set.rules);
}

/** A rollout that nobody would begin is a slip of the pen: it would wait for ever. */
function checkReach(target: RolloutTarget, hosts: readonly HostStatus[]): void {
  const present = hosts.filter((each) => each.present).map(({ host }) => host);
  if (present.some((host) => isChosen(target, host))) return;
  const text = 'hosts' in target ? target.hosts.join(', ') : `${target.percent} % of all hosts`;
  const names = present.slice(0, MOST_NAMES).join(', ') + (present.length > MOST_NAMES ? ', …' : '');
  throw new AppError('BAD_INPUT', `No host that is there is among ${text}: nothing would be tried.`, {
    hint:
      present.length === 0
        ? 'No agent is there: start one, or push without a canary.'
        : `There are ${names}; the least share that reaches one is ${leastShare(present)} %.`,
  });
}

async function accessTo(store: RuleStore): Promise<RuleAccess> {
  return (await store.access?.()) ?? { mayPublish: true };
}
