// Rules and agents on the real ZooKeeper: the suites every workspace passes, and what only ZooKeeper can do to one.
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { ZooKeeperSession } from '../../src/drivers/zookeeper/zookeeper-session.ts';
import { parseServers } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import type { RuleSet } from '../../src/model/rule.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { testAgentDirectory } from '../conformance/agent-directory.suite.ts';
import { testRule, testRuleStore } from '../conformance/rule-store.suite.ts';
import type { OpenWorkspaceUnderTest } from '../conformance/workspace-under-test.ts';
import { QUIET_LOG } from '../kit/agent-kit.ts';
import { emptyReport } from '../kit/agent-reports.ts';
import { FaultProxy } from '../kit/fault-proxy.ts';
import { until } from '../kit/until.ts';
import { ZooKeeperUnderTest } from '../kit/zookeeper-workspace.ts';

const LIMIT_MS = 40_000;

const openForSuite: OpenWorkspaceUnderTest = async () => {
  const subject = new ZooKeeperUnderTest(inject('servers').zookeeper);
  const { rules, agents } = subject;
  return {
    // The suites ask these two and nothing else of the workspace.
    workspace: { rules, agents } as unknown as Workspace,
    sink: { append: () => Promise.reject(new Error('no sink here')), close: async () => undefined },
    settled: async () => undefined,
    close: () => subject.remove(),
  };
};

testRuleStore('ZooKeeper', openForSuite);
testAgentDirectory('ZooKeeper', openForSuite);

describe('ZooKeeper', () => {
  let subject: ZooKeeperUnderTest;
  let others: { close(): Promise<void> }[];
  let stop: AbortController;
  beforeEach(() => {
    subject = new ZooKeeperUnderTest(inject('servers').zookeeper);
    others = [];
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    for (const other of others) await other.close();
    await subject.remove();
  });

  const publish = async (ids: string[], store = subject.rules) =>
    store.publish({ rules: ids.map(testRule), note: '', by: 'me', expectRevision: (await store.read()).revision });

  /** What a watcher has seen; it goes on until the test ends. */
  const watched = (store = subject.rules): RuleSet[] => {
    const seen: RuleSet[] = [];
    void (async () => {
      for await (const set of store.watch(stop.signal)) seen.push(set);
    })();
    return seen;
  };

  test('a damaged node refuses its rule alone, and the last good one stays', async () => {
    const seen = watched();
    await until(() => seen.length === 1, LIMIT_MS);
    await publish(['a', 'b']);
    await until(() => seen.at(-1)?.rules.length === 2, LIMIT_MS);
    // The index repeats what its revision brought in; this one brings in nothing.
    await publish(['a', 'b']);
    const names = (await subject.session.children(`${subject.root}/rules`)) ?? [];
    const damaged = names.find((name) => name.startsWith('a@'));
    await subject.session.write(`${subject.root}/rules/${damaged}`, Buffer.from('not a rule'));
    const reader = new ZooKeeperUnderTest(inject('servers').zookeeper, { root: subject.root });
    others.push(reader);
    const fresh = await reader.rules.read();
    expect(fresh.rules.map((rule) => rule.id)).toEqual(['b']);
    expect(fresh.problems).toMatchObject([{ rule: 'a', message: expect.stringContaining('not Crosstail') }]);
    await publish(['a', 'b', 'c']);
    await until(() => seen.at(-1)?.revision === 3, LIMIT_MS);
    expect(seen.at(-1)?.rules.map((rule) => rule.id)).toEqual(['a', 'b', 'c']);
  });

  test('foreign nodes under the root change nothing; a foreign index is named', async () => {
    await publish(['a']);
    await subject.session.create(`${subject.root}/rules/readme`, Buffer.from('hello'));
    await subject.session.createAll(`${subject.root}/agents/stranger`);
    expect((await subject.rules.read()).rules.map((rule) => rule.id)).toEqual(['a']);
    expect(await subject.agents.list()).toEqual([]);
    await subject.session.write(`${subject.root}/rules`, Buffer.from('hello'));
    await expect(subject.rules.read()).rejects.toThrow(`The node ${subject.root}/rules in ZooKeeper cannot be read`);
  });

  test('rules are published again where the index was removed: revisions go on, their history stays', async () => {
    await publish(['a']);
    await publish(['a', 'b']);
    const index = `${subject.root}/rules`;
    for (const name of (await subject.session.children(index)) ?? []) await subject.session.remove(`${index}/${name}`);
    await subject.session.remove(index);
    expect((await subject.rules.read()).revision).toBe(0);
    expect(await publish(['c'])).toEqual({ type: 'published', revision: 3 });
    expect((await subject.rules.read()).rules.map((rule) => rule.id)).toEqual(['c']);
    expect((await subject.rules.history(9)).map(({ revision }) => revision)).toEqual([3, 2, 1]);
  });

  test('thousands of rules lie on several pages, and a change reads only what changed', async () => {
    const ids = Array.from({ length: 2_500 }, (_, i) => `rule-${i}`);
    const seen = watched();
    await until(() => seen.length === 1, LIMIT_MS);
    await publish(ids);
    await until(() => seen.at(-1)?.rules.length === 2_500, LIMIT_MS);
    const changed = ids.map(testRule);
    changed[1_700] = { ...changed[1_700]!, service: 'other' };
    await subject.rules.publish({ rules: changed, note: '', by: 'me', expectRevision: 1 });
    await until(() => seen.at(-1)?.revision === 2, LIMIT_MS);
    expect(seen.at(-1)?.rules[1_700]?.service).toBe('other');
    expect((await subject.session.children(`${subject.root}/pages`))?.length).toBe(4);
    expect((await subject.rules.history(1))[0]?.rules.length).toBe(2_500);
  });

  test('a rule that fits into no node is refused before anything is written', async () => {
    const large = { ...testRule('large'), paths: ['/'.padEnd(300_000, 'x')] };
    const refused = subject.rules.publish({ rules: [large], note: '', by: 'me', expectRevision: 0 });
    await expect(refused).rejects.toThrow(/Rule "large" takes \d+ bytes/);
    expect(await subject.rules.history(1)).toEqual([]);
  });

  test('presence comes back by itself after the session ended, and the watch goes on', async () => {
    const seen = watched();
    await until(() => seen.length === 1, LIMIT_MS);
    await subject.agents.announce(emptyReport({}));
    const before = subject.session.id;
    await subject.expire();
    const path = `${subject.root}/agents/agent-1`;
    let owner: string | undefined;
    for (const endMs = performance.now() + LIMIT_MS; performance.now() < endMs; ) {
      owner = (await subject.session.read(path))?.owner;
      if (owner !== undefined && owner !== before) break;
    }
    expect(owner).toBe(subject.session.id);
    expect(owner).not.toBe(before);
    await publish(['a']);
    await until(() => seen.at(-1)?.revision === 1, LIMIT_MS);
  });

  test('what an earlier life of an agent left is taken over, and stays when that life ends', async () => {
    const earlier = new ZooKeeperUnderTest(inject('servers').zookeeper, { root: subject.root });
    others.push(earlier);
    await earlier.agents.announce(emptyReport({ pid: 1, startedAtMs: 1 }));
    await subject.agents.announce(emptyReport({ pid: 2, startedAtMs: 2 }));
    const younger = earlier.agents.announce(emptyReport({ pid: 1, startedAtMs: 1, lagBytes: 9 }));
    await expect(younger).rejects.toThrow('Another agent (process 2) has the name agent-1.');
    await earlier.close();
    expect(await subject.agents.list()).toMatchObject([{ present: true, agent: { pid: 2 } }]);
  });

  test('tells how far the clock is off, with an error bound', async () => {
    await subject.agents.announce(emptyReport({}));
    await subject.agents.announce(emptyReport({ lagBytes: 1 }));
    await subject.agents.announce(emptyReport({ lagBytes: 2 }));
    const clock = (await subject.agents.list())[0]?.agent.clock;
    expect(clock).toBeDefined();
    // The server runs on this machine: it has the same clock.
    expect(Math.abs(clock!.offsetMs)).toBeLessThanOrEqual(clock!.errorMs);
  });

  test('a report of ten thousand files is cut to what a node holds, and counts them all', async () => {
    const file = { rule: 'a', sizeBytes: 1, offset: 1, linesPerSecond: 0, state: 'idle' } as const;
    const files = Array.from({ length: 10_000 }, (_, i) => ({ ...file, path: `/var/log/some/folder/${i}.log` }));
    await subject.agents.announce(emptyReport({ files, filesTotal: 10_000 }));
    const agent = (await subject.agents.list())[0]?.agent;
    expect(agent?.filesTotal).toBe(10_000);
    expect(agent?.files.length).toBeGreaterThan(500);
  });

  test('a half-open link is noticed, and a change made meanwhile arrives when it is healed', async () => {
    const { servers } = parseServers(inject('servers').zookeeper);
    const proxy = await FaultProxy.open(servers[0]!.port);
    const behind = new ZooKeeperUnderTest(`127.0.0.1:${proxy.port}`, { root: subject.root });
    others.push(behind, proxy);
    const seen = watched(behind.rules);
    await until(() => seen.length === 1, LIMIT_MS);
    proxy.state = 'half-open';
    await publish(['a']);
    await until(() => behind.session.state !== 'connected', LIMIT_MS);
    proxy.state = 'pass';
    await until(() => seen.at(-1)?.revision === 1, LIMIT_MS);
  });

  test('nodes belong to their user: others may read where that is allowed, and are told why they may not write', async () => {
    const auth = { user: 'editor', password: 'secret' };
    const owner = new ZooKeeperUnderTest(inject('servers').zookeeper, { auth, readableByAnyone: true });
    const viewer = new ZooKeeperUnderTest(inject('servers').zookeeper, { root: owner.root });
    try {
      await publish(['a'], owner.rules);
      expect(await owner.rules.access()).toEqual({ mayPublish: true });
      expect((await viewer.rules.read()).rules.length).toBe(1);
      expect(await viewer.rules.access()).toMatchObject({ mayPublish: false });
      await expect(publish(['b'], viewer.rules)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    } finally {
      await viewer.close();
      await owner.remove();
    }
  });

  test('a server that is nobody fails with its name', async () => {
    const nobody = new ZooKeeperSession({ ...parseServers('127.0.0.1:1'), requestTimeoutMs: 500 }, QUIET_LOG);
    others.push(nobody);
    await expect(nobody.read('/x')).rejects.toMatchObject({
      code: 'SERVER_UNREACHABLE',
      message: 'ZooKeeper at 127.0.0.1:1: reading /x failed: nothing listens there.',
    });
  });
});
