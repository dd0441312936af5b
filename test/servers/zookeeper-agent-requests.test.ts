// Questions to agents through the real ZooKeeper: a console asks, the agent of another host answers from its own files.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { answerPreview } from '../../src/agent/preview/preview-answer.ts';
import { createAgentPreviewer } from '../../src/console/agent-previewer.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import type { Reply } from '../../src/ports/agent-requests.ts';
import { ZooKeeperAgentRequests } from '../../src/workspace/cluster/zookeeper/zookeeper-agent-requests.ts';
import { testRule } from '../conformance/rule-store.suite.ts';
import { makeFolder, QUIET_LOG, removeFolder } from '../kit/agent-kit.ts';
import { emptyReport } from '../kit/agent-reports.ts';
import { until } from '../kit/until.ts';
import { ZooKeeperUnderTest } from '../kit/zookeeper-workspace.ts';

const LIMIT_MS = 60_000;

let asking: ZooKeeperUnderTest;
let answering: ZooKeeperUnderTest;
let requests: ZooKeeperAgentRequests;
let stop: AbortController;
const requestsOn = ({ session, root }: ZooKeeperUnderTest) =>
  new ZooKeeperAgentRequests(session, root, createSystemClock(), QUIET_LOG);

beforeEach(() => {
  asking = new ZooKeeperUnderTest(inject('servers').zookeeper);
  answering = new ZooKeeperUnderTest(inject('servers').zookeeper, { root: asking.root });
  requests = requestsOn(asking);
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await answering.close();
  await asking.remove();
});

const answer = (reply: Reply) => void requestsOn(answering).answer('agent-1', reply, stop.signal);
const nodes = async () => (await asking.session.children(`${asking.root}/requests/agent-1`)) ?? [];

describe('questions to an agent', () => {
  test('are answered one by one, errors as they are, and nothing is left behind', async () => {
    answer(async (question) => ({ said: question }));
    const asked = Array.from({ length: 5 }, (_, i) => requests.ask('agent-1', { i }, stop.signal));
    expect(await Promise.all(asked)).toEqual([0, 1, 2, 3, 4].map((i) => ({ said: { i } })));
    expect(await nodes()).toEqual([]);
  });

  test('one whose asker has left is given up', async () => {
    const seen: string[] = [];
    answer((_question, left) => {
      seen.push('asked');
      return new Promise((_resolve, reject) =>
        left.addEventListener('abort', () => {
          seen.push('given up');
          reject(new Error('left'));
        }),
      );
    });
    const leaving = new AbortController();
    const asked = requests.ask('agent-1', {}, leaving.signal).catch((error: unknown) => error);
    await until(() => seen.length === 1, LIMIT_MS);
    leaving.abort();
    await asked;
    await until(() => seen.length === 2, LIMIT_MS);
    expect(await nodes()).toEqual([]);
  });

  test('what an asker left behind is tidied by the agent', async () => {
    answer(async () => 'yes');
    expect(await requests.ask('agent-1', {}, stop.signal)).toBe('yes');
    await asking.session.create(`${asking.root}/requests/agent-1/0.answer`, Buffer.from('{}'));
    let names = ['0.answer'];
    await until(() => {
      void nodes().then((found) => {
        names = found;
      });
      return names.length === 0;
    }, LIMIT_MS);
  });
});

describe('a preview on another host', () => {
  let folder: string;
  beforeEach(() => {
    folder = makeFolder();
    mkdirSync(path.join(folder, 'logs'));
    writeFileSync(
      path.join(folder, 'logs', 'a.log'),
      '2026-11-24 10:00:00 INFO start password=abc\n  at one\n2026-11-24 10:00:01 DEBUG noise password=abc\n',
    );
    writeFileSync(path.join(folder, 'secret'), 'secret\n');
  });
  afterEach(() => removeFolder(folder));

  const answerPreviews = () =>
    answer((question, left) => {
      const agent = { host: 'host-1', files: createNodeFileSystem(), allowedRoots: [path.join(folder, 'logs')] };
      return answerPreview(agent, question, left);
    });
  const previewer = () => createAgentPreviewer({ agents: asking.agents, requests });

  test('is read by that agent, with counts, and what is redacted stays there', async () => {
    await answering.agents.announce(emptyReport({}));
    answerPreviews();
    const rule = { ...testRule('a'), paths: [`${folder}/logs/*.log`], drop: ['level:DEBUG'] };
    const redact = [{ pattern: 'password=\\S+', replace: 'password=***' }];
    const result = await previewer().preview({ rule: { ...rule, redact }, host: 'host-1' }, stop.signal);
    expect(result).toMatchObject({ lines: 3, events: 2, merged: 1, dropped: 1, redacted: 1 });
    expect(JSON.stringify(result)).not.toContain('abc');
    expect(result.samples.map(({ outcome }) => outcome)).toEqual(['kept', 'dropped']);
  });

  test('says when that agent may not read a file, is gone, or never was', async () => {
    await answering.agents.announce(emptyReport({}));
    answerPreviews();
    const request = { rule: testRule('a'), host: 'host-1', sample: path.join(folder, 'secret') };
    await expect(previewer().preview(request, stop.signal)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: `The agent of host-1 may not read ${folder}/secret.`,
    });
    await answering.agents.leave();
    await expect(previewer().preview(request, stop.signal)).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await expect(previewer().preview({ ...request, host: 'host-2' }, stop.signal)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
