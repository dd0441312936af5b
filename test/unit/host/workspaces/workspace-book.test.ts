import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { keepLastWorkspace, lastWorkspace } from '../../../../src/host/workspaces/last-workspace.ts';
import { addProfile } from '../../../../src/host/workspaces/saved-profiles.ts';
import { openWorkspaceBook } from '../../../../src/host/workspaces/workspace-book.ts';
import { chooseCluster, chooseFolder, chooseWorkspace } from '../../../../src/host/workspaces/workspace-choice.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const profile = {
  version: 1 as const,
  kafka: {
    brokers: 'k1:9092',
    topics: 'logs.*',
    sasl: { mechanism: 'plain' as const, username: 'u', password: 'very-secret' },
  },
  elasticsearch: { nodes: 'http://e1:9200', apiKey: 'key-1' },
};

let home: string;
beforeEach(() => {
  home = temporaryFolder();
  vi.stubEnv('CROSSTAIL_HOME', home);
  vi.stubEnv('CROSSTAIL_WORKSPACE', undefined);
});
afterEach(() => vi.unstubAllEnvs());

describe('the workspaces of a machine', () => {
  test('a profile is saved without its passwords, listed, opened by its name and forgotten', async () => {
    mkdirSync(path.join(home, 'workspaces', 'notes'), { recursive: true });
    const opened: string[] = [];
    const book = openWorkspaceBook({ open: async ({ name }) => void opened.push(name) });
    await book.save('prod', profile, { replace: false });
    const file = path.join(home, 'profiles', 'prod.yaml');
    expect(readFileSync(file, 'utf8')).not.toMatch(/very-secret|key-1/);
    expect((await book.list()).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'default embedded',
      'notes embedded',
      'prod cluster',
    ]);
    expect((await book.list()).at(-1)?.detail).toBe('Kafka k1:9092 · Elasticsearch http://e1:9200');
    expect(await chooseCluster({ workspace: 'prod', group: 'mine' })).toMatchObject({
      name: 'prod',
      kafka: { sasl: { password: 'very-secret' } },
      elasticsearch: { auth: { apiKey: 'key-1' } },
      topics: ['logs.*'],
      group: 'mine',
    });
    await book.open({ name: 'prod', kind: 'cluster' });
    await expect(book.open({ name: '../x', kind: 'embedded' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(opened).toEqual(['prod']);
    await book.remove('prod');
    expect(existsSync(file)).toBe(false);
    expect(readFileSync(path.join(home, 'profiles', 'secrets.json'), 'utf8')).toBe('{}');
  });

  test('a name that is taken is not replaced unless that is meant', async () => {
    const book = openWorkspaceBook();
    await book.save('prod', profile, { replace: false });
    await expect(book.save('prod', profile, { replace: false })).rejects.toMatchObject({ code: 'BAD_INPUT' });
    await book.save('prod', { version: 1, kafka: { brokers: 'k9:9092' } }, { replace: true });
    expect(await chooseCluster({ workspace: 'prod' })).toMatchObject({ kafka: { brokers: ['k9:9092'] } });
  });

  test('what cannot be used is not saved, and the console of another process is not switched', async () => {
    const book = openWorkspaceBook();
    await expect(book.save('bad', { version: 1, kafka: { brokers: '' } }, { replace: false })).rejects.toMatchObject({
      code: 'BAD_INPUT',
    });
    expect((await book.list()).map(({ name }) => name)).toEqual(['default']);
    await expect(book.open({ name: 'default', kind: 'embedded' })).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
  });
});

describe('what a command means', () => {
  test('names of folders and of profiles, files, and what is neither', async () => {
    const file = path.join(home, 'p.yaml');
    writeFileSync(file, 'version: 1\nkafka: { brokers: "k1:9092" }\n');
    await addProfile('p', file);
    expect(await chooseWorkspace({ workspace: 'other' })).toEqual({
      kind: 'embedded',
      folder: path.join(home, 'workspaces', 'other'),
    });
    expect(await chooseWorkspace({ workspace: file })).toMatchObject({ kind: 'cluster', settings: { name: 'p' } });
    expect(await chooseWorkspace({ workspace: 'p', kafka: 'k2:1' })).toMatchObject({ settings: { name: 'cluster' } });
    expect(() => chooseFolder('p')).toThrow(expect.objectContaining({ code: 'USAGE' }));
    await expect(chooseCluster({ workspace: 'other' })).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('what a window opened last is kept', () => {
    expect(lastWorkspace()).toBeUndefined();
    keepLastWorkspace('prod');
    expect(lastWorkspace()).toBe('prod');
  });
});
