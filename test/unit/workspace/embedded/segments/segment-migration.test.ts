// A file of the first format, as written by the version that had it (test/conformance/sample-events, twenty rounds).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventAt } from '../../../../../src/model/event-batch.ts';
import { type LogEvent, timeOf } from '../../../../../src/model/log-event.ts';
import { parseQuery } from '../../../../../src/query/parse-query.ts';
import { openEmbeddedWorkspace } from '../../../../../src/workspace/embedded/embedded-workspace.ts';
import { sampleBatches } from '../../../../conformance/sample-events.ts';
import { temporaryFolder } from '../../../../kit/temporary-folder.ts';

const NAME = '2026-11-23T09.events.db';
const HOUR_END_MS = Date.parse('2026-11-23T10:00:00Z');

function oldStore(): string {
  const directory = temporaryFolder();
  const folder = path.join(directory, 'store');
  mkdirSync(folder);
  const packed = readFileSync(new URL(`../../../../fixtures/store-1-${NAME}.gz`, import.meta.url));
  writeFileSync(path.join(folder, NAME), gunzipSync(packed));
  writeFileSync(path.join(folder, 'store.json'), '{"format":"crosstail-store","version":1}\n');
  return directory;
}

describe('a store of the first format', { timeout: 120_000 }, () => {
  test.each([true, false])('gives its events and takes no repeat (read-only: %s)', async (readOnly) => {
    const directory = oldStore();
    const batches = sampleBatches(20);
    const expected = batches
      .flatMap((batch) => Array.from({ length: batch.count }, (_, i) => eventAt(batch, i)))
      .filter((event) => timeOf(event) < HOUR_END_MS)
      .sort((a, b) => timeOf(a) - timeOf(b));
    const workspace = await openEmbeddedWorkspace({ directory, readOnly });
    const found: LogEvent[] = [];
    const request = { query: parseQuery(''), range: {}, order: 'oldest' as const };
    for await (const page of workspace.store.search(request)) found.push(...page.events);
    expect(found).toEqual(expected);
    const withPool = expected.filter(({ message }) => /\bpool\b/i.test(message));
    expect(await workspace.store.count(parseQuery('pool'), {})).toBe(withPool.length);
    if (!readOnly) {
      for (const batch of batches) await workspace.sink.append(batch);
      expect(await workspace.store.count(parseQuery(''), { toMs: HOUR_END_MS })).toBe(expected.length);
      const version = readFileSync(path.join(directory, 'store', 'store.json'), 'utf8');
      expect(JSON.parse(version)).toMatchObject({ version: 2 });
    }
    await workspace.close();
  });
});
