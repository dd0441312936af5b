import path from 'node:path';
import { expect, it } from 'vitest';
import { compileNames, planGlob } from '../../../../src/agent/scanner/glob.ts';
import { sampleRules } from '../../../../src/host/sample/sample-rules.ts';

it('has one rule a service, for its own log file', () => {
  const rules = sampleRules('/tmp/shop');
  expect(rules.map((rule) => [rule.id, rule.service, rule.paths])).toEqual(
    ['inventoryd', 'storefront', 'pricing'].map((name) => [name, name, [path.resolve(`/tmp/shop/${name}.log`)]]),
  );
});

it.each(['my [shop]*', 'copy (1)', '{a,b}', 'what?', '!x', '+(a)'])('finds the logs in a folder named %s', (name) => {
  const [rule] = sampleRules(`/data/${name}`);
  const matches = compileNames(rule!.paths);
  expect(matches(`/data/${name}/inventoryd.log`)).toBe(true);
  expect(matches('/data/other/inventoryd.log')).toBe(false);
  const [plan, ...others] = planGlob(rule!.paths[0]!);
  expect(others).toEqual([]);
  const walked = plan!.steps.map((step, i) => {
    const segment = ['data', name, 'inventoryd.log'][i]!;
    if (step.kind === 'deep') return 'any folder';
    return step.kind === 'name' ? step.name === segment : step.test(segment);
  });
  expect(walked).toEqual([true, true, true]);
});
