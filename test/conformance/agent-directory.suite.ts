// What every AgentDirectory must do: show who is there, what he said last, and who has gone.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AgentDirectory, HostStatus } from '../../src/ports/agent-directory.ts';
import { emptyReport } from '../kit/agent-reports.ts';
import { until } from '../kit/until.ts';
import type { OpenWorkspaceUnderTest, WorkspaceUnderTest } from './workspace-under-test.ts';

export function testAgentDirectory(name: string, open: OpenWorkspaceUnderTest): void {
  describe(`AgentDirectory: ${name}`, () => {
    let subject: WorkspaceUnderTest;
    let agents: AgentDirectory;
    let stop: AbortController;
    beforeEach(async () => {
      subject = await open();
      agents = subject.workspace.agents;
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await subject.close();
    });

    test('is empty at first', async () => {
      expect(await agents.list()).toEqual([]);
    });

    test('shows the last report of who is there', async () => {
      await agents.announce(emptyReport({ appliedRevision: 1 }));
      await agents.announce(emptyReport({ appliedRevision: 2 }));
      const [host, ...others] = await agents.list();
      expect(others).toEqual([]);
      expect(host).toMatchObject({ host: 'host-1', present: true, agent: { appliedRevision: 2 } });
    });

    test('remembers who has left', async () => {
      await agents.announce(emptyReport({}));
      await agents.leave();
      await agents.leave();
      expect((await agents.list()).map((host) => [host.host, host.present])).toEqual([['host-1', false]]);
    });

    test('tells watchers, at most once a second', async () => {
      const seen: HostStatus[][] = [];
      const watching = (async () => {
        for await (const hosts of agents.watch(stop.signal)) seen.push(hosts);
      })();
      await until(() => seen.length === 1);
      for (let i = 1; i <= 50; i++) await agents.announce(emptyReport({ appliedRevision: i }));
      await until(() => seen.at(-1)?.[0]?.agent.appliedRevision === 50);
      expect(seen.length).toBeLessThanOrEqual(3);
      stop.abort();
      await watching;
    });
  });
}
