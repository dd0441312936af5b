import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RuleUpdate } from '../../../../src/agent/rules/rule-source.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { cacheRules } from '../../../../src/host/workspaces/rule-cache.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** Time that passes when somebody sleeps. */
const clock = { nowMs: () => 1_000, sleep: async () => {} };
const away = {
  watch: () => ({
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.reject(new AppError('SERVER_UNREACHABLE', 'Nobody is there.')),
    }),
  }),
};

function sourceOf(...updates: RuleUpdate[]) {
  return {
    async *watch() {
      yield* updates;
    },
  };
}

async function first(source: ReturnType<typeof cacheRules>): Promise<RuleUpdate | undefined> {
  for await (const update of source.watch(new AbortController().signal)) return update;
  return undefined;
}

test('the rules of the last run hold while nobody answers, and that is said', async () => {
  const file = path.join(temporaryFolder(), 'state', 'rules.json');
  const set = { revision: 7, rules: [] };
  expect(await first(cacheRules({ source: sourceOf(set), file, clock, log }))).toEqual(set);
  const held = await first(cacheRules({ source: away, file, clock, log, patient: true }));
  expect(held).toMatchObject({ revision: 7, problems: [{ message: expect.stringContaining('Nobody is there.') }] });
});

test('a file that was damaged is not used, and written anew by the next answer', async () => {
  const file = path.join(temporaryFolder(), 'rules.json');
  writeFileSync(file, '{"format":1,"set":{"rev');
  const without = await first(cacheRules({ source: away, file, clock, log, patient: true }));
  expect(without).toMatchObject({
    revision: 0,
    rules: [],
    problems: [{ message: expect.stringContaining('There are no rules yet') }],
  });
  await first(cacheRules({ source: sourceOf({ revision: 8, rules: [] }), file, clock, log }));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ set: { revision: 8 } });
});
