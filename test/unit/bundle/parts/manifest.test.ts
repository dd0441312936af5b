// The manifest's JSON Schema is documentation that others build on: a change is seen.
// Meant changes: npx vitest run test/unit/bundle/parts/manifest.test.ts -u
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { manifestSchema } from '../../../../src/bundle/parts/manifest.ts';
import { unzipped } from '../../../kit/zip-parts.ts';

const ROOT = path.join(import.meta.dirname, '../../../..');

test('docs/bundle-manifest.schema.json is the schema that is used', async () => {
  const schema = {
    $id: 'bundle-manifest.schema.json',
    title: 'manifest.json of a Crosstail bundle',
    ...z.toJSONSchema(manifestSchema, { io: 'input' }),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    path.join(ROOT, 'docs/bundle-manifest.schema.json'),
  );
});

test('every field of a manifest is told in docs/bundle-format.md', async () => {
  const page = readFileSync(path.join(ROOT, 'docs/bundle-format.md'), 'utf8');
  const parts = await unzipped(path.join(ROOT, 'test/fixtures/bundle-1.zip'));
  const manifest = JSON.parse(parts[0]!.bytes.toString()) as Record<string, unknown>;
  expect(Object.keys(manifest).filter((field) => !page.includes(`\`${field}\``))).toEqual([]);
});
