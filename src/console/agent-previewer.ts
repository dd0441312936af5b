import { AppError } from '../base/errors.ts';
import { rulePreview } from '../contract/rule-methods.ts';
import type { AgentDirectory } from '../ports/agent-directory.ts';
import type { RulePreview, RulePreviewer } from '../ports/rule-preview.ts';
import type { Workspace } from '../ports/workspace.ts';

/** Tries rules on the files of any host that has an agent: that agent reads them, within what it may read. */
export function createAgentPreviewer({ agents, requests }: Pick<Workspace, 'agents' | 'requests'>): RulePreviewer {
  return {
    async preview({ rule, host, sample }, signal) {
      const agent = await agentOf(agents, host);
      if (requests === undefined)
        throw new AppError('NOT_SUPPORTED', `The agent of ${host} cannot be asked without ZooKeeper.`, {
          hint: 'Add zookeeper to the profile, or run "crosstail rules preview" on that host.',
        });
      const question = { kind: 'preview', rule, ...(sample === undefined ? {} : { sample }) };
      const answer = rulePreview.safeParse(await requests.ask(agent, question, signal));
      if (answer.success) return answer.data satisfies RulePreview;
      throw new AppError('BAD_INPUT', `The answer of the agent of ${host} is not a preview as this console knows it.`, {
        hint: 'Update that agent, or this console, so that both are of one version.',
      });
    },
  };
}

async function agentOf(agents: AgentDirectory, host: string): Promise<string> {
  const found = (await agents.list()).filter((each) => each.host === host);
  const present = found.find((each) => each.present);
  if (present !== undefined) return present.agent.id;
  const [gone] = found;
  if (gone === undefined)
    throw new AppError('NOT_FOUND', `There is no agent on ${host}.`, {
      hint: 'crosstail hosts names those there are.',
    });
  const since = new Date(gone.lastSeenMs).toISOString();
  throw new AppError('DISCONNECTED', `The agent of ${host} is gone; it was last seen at ${since}.`, {
    hint: 'Choose a host that is there.',
    retryable: true,
  });
}
