import path from 'node:path';
import { expect, it } from 'vitest';
import { sampleRules } from '../../../../src/host/sample/sample-rules.ts';

it('has one rule a service, for its own log file', () => {
  const rules = sampleRules('/tmp/shop');
  expect(rules.map((rule) => [rule.id, rule.service, rule.paths])).toEqual(
    ['inventoryd', 'storefront', 'pricing'].map((name) => [name, name, [path.resolve(`/tmp/shop/${name}.log`)]]),
  );
});

it.skipIf(path.sep !== '/')('means a folder literally, whatever characters its name has', () => {
  expect(sampleRules('/tmp/my [shop]*')[0]?.paths).toEqual(['/tmp/my \\[shop\\]\\*/inventoryd.log']);
});
