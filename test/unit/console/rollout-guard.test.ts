import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RolloutGuard } from '../../../src/console/rollout-guard.ts';
import { createNodeFileSystem } from '../../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../../src/drivers/node/system-clock.ts';
import type { RolloutPlan } from '../../../src/model/rollout.ts';
import type { AgentReport } from '../../../src/ports/agent-directory.ts';
import type { Workspace } from '../../../src/ports/workspace.ts';
import { FileRuleStore } from '../../../src/workspace/embedded/file-rule-store.ts';
import { LocalAgentDirectory } from '../../../src/workspace/embedded/local-agent-directory.ts';
import { testRule } from '../../conformance/rule-store.suite.ts';
import { QUIET_LOG } from '../../kit/agent-kit.ts';
import { temporaryFolder } from '../../kit/temporary-folder.ts';
import { until } from '../../kit/until.ts';

let rules: FileRuleStore;
let agents: LocalAgentDirectory;

beforeEach(() => {
  const folder = temporaryFolder();
  const clock = createSystemClock();
  rules = new FileRuleStore(createNodeFileSystem(), folder, `${folder}/rules.json`, clock);
  agents = new LocalAgentDirectory(clock);
  const closing = new AbortController();
  const workspace = Promise.resolve({ rules, agents } as unknown as Workspace);
  new RolloutGuard({ workspace, clock, log: QUIET_LOG, closing: closing.signal }).start();
  onTestFinished(async () => {
    closing.abort();
    await rules.close();
  });
});

async function publish(plan: RolloutPlan): Promise<void> {
  await rules.publish({ rules: [testRule('a')], note: '', by: 'me', expectRevision: 0, canary: plan });
}

function report(host: string, appliedRevision: number, changes: Partial<AgentReport> = {}): Promise<void> {
  return agents.announce({
    id: host,
    host,
    pid: 1,
    version: '1',
    labels: {},
    startedAtMs: 0,
    wantedRevision: appliedRevision,
    appliedRevision,
    rules: [],
    files: [],
    filesTotal: 0,
    linesPerSecond: 0,
    lagBytes: 0,
    losses: [],
    lossesTotal: 0,
    ...changes,
  });
}

async function rolloutIs(check: (rollout: Awaited<ReturnType<typeof rules.read>>['rollout']) => boolean) {
  let rollout = (await rules.read()).rollout;
  for (const endMs = performance.now() + 30_000; !check(rollout) && performance.now() < endMs; ) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    rollout = (await rules.read()).rollout;
  }
  return rollout;
}

describe('a rollout while a console is open', () => {
  test('stops at the first error of a host that tries it, and says whose', async () => {
    await publish({ target: { hosts: ['web-1'] } });
    await report('web-2', 0);
    await report('web-1', 1, { rules: [{ rule: 'a', state: 'refused', error: 'its pattern' }] });
    const rollout = await rolloutIs((each) => each?.state === 'stopped');
    expect(rollout).toMatchObject({ state: 'stopped', reason: 'web-1: a: its pattern' });
  });

  test('goes on by itself, stage by stage, once its hosts have run it without an error', async () => {
    await report('web-1', 0);

    await publish({ target: { percent: 99 }, restMs: 1 });
    await report('web-1', 1);
    expect(await rolloutIs((each) => each === undefined)).toBeUndefined();
    expect((await rules.read()).revision).toBe(1);
  });

  test('one that goes on by hand stays where it is', async () => {
    await publish({ target: { hosts: ['web-1'] } });
    await report('web-1', 1);
    const seen: string[] = [];
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    void (async () => {
      for await (const hosts of agents.watch(stop.signal)) seen.push(hosts[0]?.host ?? '');
    })();
    // The guard watches the same list: what another watcher has got twice, it has had as well.
    await until(() => seen.length === 1);
    await report('web-1', 1, { linesPerSecond: 1 });
    await until(() => seen.length === 2);
    expect((await rules.read()).rollout).toEqual({
      target: { hosts: ['web-1'] },
      state: 'running',
      stable: { revision: 0, rules: [] },
    });
  });
});
