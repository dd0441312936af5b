// What every RuleStore must do: one published set, its history, and no publication over another one's back.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Rule, RuleSet } from '../../src/model/rule.ts';
import type { RuleStore } from '../../src/ports/rule-store.ts';
import { until } from '../kit/until.ts';
import type { OpenWorkspaceUnderTest, WorkspaceUnderTest } from './workspace-under-test.ts';

export function testRuleStore(name: string, open: OpenWorkspaceUnderTest): void {
  describe(`RuleStore: ${name}`, () => {
    let subject: WorkspaceUnderTest;
    let rules: RuleStore;
    let stop: AbortController;
    beforeEach(async () => {
      subject = await open();
      rules = subject.workspace.rules;
      stop = new AbortController();
    });
    afterEach(async () => {
      stop.abort();
      await subject.close();
    });
    const publish = (ids: string[], expectRevision: number, note = 'why') =>
      rules.publish({ rules: ids.map(testRule), note, by: 'me', expectRevision });

    test('starts without rules', async () => {
      expect((await rules.read()).rules).toEqual([]);
      expect(await rules.history(10)).toEqual([]);
    });

    test('gives back what was published', async () => {
      const { revision } = await rules.read();
      const result = await publish(['a', 'b'], revision);
      expect(result.type).toBe('published');
      const set = await rules.read();
      expect(set.rules).toEqual([testRule('a'), testRule('b')]);
      expect(set.revision).toBeGreaterThan(revision);
    });

    test('keeps the text as it was written beside the rules', async () => {
      const { revision } = await rules.read();
      const text = '# why: 倉庫\nversion: 1\nrules: [] # none\n';
      await rules.publish({ rules: [testRule('a')], note: '', by: 'me', expectRevision: revision, text });
      await publish(['a', 'b'], (await rules.read()).revision);
      expect((await rules.history(2)).map((made) => made.text)).toEqual([undefined, text]);
    });

    test('refuses to publish over what came meanwhile, and shows it', async () => {
      const { revision } = await rules.read();
      await publish(['a'], revision);
      const result = await publish(['b'], revision);
      expect(result).toEqual({ type: 'conflict', current: await rules.read() });
      expect((await rules.read()).rules).toEqual([testRule('a')]);
    });

    test('lets one of many at the same time through', async () => {
      const { revision } = await rules.read();
      const results = await Promise.all(['a', 'b', 'c', 'd'].map((id) => publish([id], revision)));
      expect(results.filter((result) => result.type === 'published').length).toBe(1);
      expect((await rules.history(10)).length).toBe(1);
    });

    test('keeps the history, newest first', async () => {
      let { revision } = await rules.read();
      for (const id of ['a', 'b', 'c']) {
        await publish([id], revision, `added ${id}`);
        revision = (await rules.read()).revision;
      }
      const history = await rules.history(2);
      expect(history.map(({ note, by, rules: set }) => [note, by, set.map((rule) => rule.id)])).toEqual([
        ['added c', 'me', ['c']],
        ['added b', 'me', ['b']],
      ]);
    });

    test('a revision is tried on chosen hosts, held, stopped with a reason, and goes on to all', async () => {
      await publish(['a'], (await rules.read()).revision);
      const before = await rules.read();
      const canary = { target: { hosts: ['web-1'] }, restMs: 30_000 };
      const both = ['a', 'b'].map(testRule);
      await rules.publish({ rules: both, note: '', by: 'me', expectRevision: before.revision, canary });
      const { revision, rollout, rules: newest } = await rules.read();
      expect(newest).toEqual(both);
      expect(rollout).toEqual({ ...canary, state: 'running', stable: before });
      expect(await rules.steer(revision, { type: 'pause' })).toBe(true);
      expect((await rules.read()).rollout).toMatchObject({ state: 'paused', ...canary });
      expect(await rules.steer(revision, { type: 'resume' })).toBe(true);
      expect(await rules.steer(revision, { type: 'stop', reason: 'web-1: no' })).toBe(true);
      expect((await rules.read()).rollout).toMatchObject({ state: 'stopped', reason: 'web-1: no' });
      expect(await rules.steer(revision, { type: 'advance', target: { percent: 50 } })).toBe(true);
      const further = (await rules.read()).rollout;
      expect(further).toEqual({ target: { percent: 50 }, restMs: 30_000, state: 'running', stable: before });
      expect(await rules.steer(before.revision, { type: 'advance' })).toBe(false);
      expect(await rules.steer(revision, { type: 'advance' })).toBe(true);
      expect(await rules.read()).toEqual({ revision, rules: both });
      expect(await rules.steer(revision, { type: 'pause' })).toBe(false);
    });

    test('what is published on top of a rollout leaves elsewhere what held before both', async () => {
      await publish(['a'], (await rules.read()).revision);
      const before = await rules.read();
      const canary = { target: { percent: 10 } };
      for (const id of ['b', 'c']) {
        const { revision } = await rules.read();
        await rules.publish({ rules: [testRule(id)], note: '', by: 'me', expectRevision: revision, canary });
      }
      expect((await rules.read()).rollout?.stable).toEqual(before);
      await publish(['d'], (await rules.read()).revision);
      expect((await rules.read()).rollout).toBeUndefined();
    });

    test('tells watchers of every step of a rollout', async () => {
      const states: (string | undefined)[] = [];
      const watching = (async () => {
        for await (const set of rules.watch(stop.signal)) states.push(set.rollout?.state);
      })();
      await until(() => states.length === 1);
      const { revision } = await rules.read();
      const canary = { target: { hosts: ['a'] } };
      await rules.publish({ rules: [testRule('a')], note: '', by: 'me', expectRevision: revision, canary });
      await until(() => states.at(-1) === 'running');
      const published = (await rules.read()).revision;
      await rules.steer(published, { type: 'stop', reason: 'no' });
      await until(() => states.at(-1) === 'stopped');
      await rules.steer(published, { type: 'advance' });
      await until(() => states.at(-1) === undefined);
      stop.abort();
      await watching;
    });

    test('tells watchers the set now and every change', async () => {
      const seen: RuleSet[] = [];
      const watching = (async () => {
        for await (const set of rules.watch(stop.signal)) seen.push(set);
      })();
      await until(() => seen.length === 1);
      const { revision } = await rules.read();
      await publish(['a'], revision);
      await until(() => seen.at(-1)?.rules.length === 1);
      await publish(['a', 'b'], (await rules.read()).revision);
      await until(() => seen.at(-1)?.rules.length === 2);
      expect(new Set(seen.map((set) => set.revision)).size).toBe(seen.length);
      stop.abort();
      await watching;
    });
  });
}

export function testRule(id: string): Rule {
  return {
    id,
    service: id,
    hosts: ['*'],
    labels: {},
    paths: [`/var/log/${id}/*.log`],
    exclude: [],
    encoding: 'utf-8',
    format: 'auto',
    multiline: 'auto',
    timezone: 'local',
    start: 'beginning',
    drop: [],
    redact: [],
    fields: {},
    correlate: [],
    topic: `logs.${id}`,
    enabled: true,
  };
}
