// Many small flushes, as a quiet system writes: few blocks remain, and nothing is lost or doubled.
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadSqlite } from '../../../../src/drivers/sqlite/sqlite-driver.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import { searchPages } from '../../../../src/workspace/embedded/questions/event-search.ts';
import { StoreReader } from '../../../../src/workspace/embedded/segments/store-reader.ts';
import { StoreWriter } from '../../../../src/workspace/embedded/segments/store-writer.ts';
import { batchOf, testEvent, testSource } from '../../../kit/event-batches.ts';
import { temporaryFolder } from '../../../kit/temporary-folder.ts';

const START_MS = Date.parse('2026-11-23T10:00:00Z');
const FLUSHES = 90;
const IN_ONE = 3;
const NEVER = { check: () => undefined, pause: async () => undefined };

test('small blocks are put together, also those of an earlier opening', { timeout: 120_000 }, async () => {
  const driver = await loadSqlite();
  const folder = path.join(temporaryFolder(), 'store');
  const source = testSource('quiet');
  let writer = new StoreWriter(driver, folder);
  for (let flush = 0; flush < FLUSHES; flush++) {
    if (flush % 30 === 29) {
      writer.close();
      writer = new StoreWriter(driver, folder);
    }
    const events = Array.from({ length: IN_ONE }, (_, i) => {
      const number = flush * IN_ONE + i;
      return testEvent(source, number * 50, START_MS + number * 1_000, `line ${number} of the quiet one`, 'INFO');
    });
    const { json } = batchOf(source, events);
    writer.append([{ json, sourceKey: source.key, topic: source.topic }], 0);
    // Every fifth time it is left half done while the next lines come.
    for (let slice = 0; writer.tidy() && !(flush % 5 === 4 && slice > 2); slice++);
  }
  const reader = new StoreReader(driver, folder);
  const file = reader.files(undefined, undefined, true)[0]!;
  expect(reader.segment(file)!.blocks({ from: 0, to: Infinity }, true).length).toBeLessThan(25);
  const messages: string[] = [];
  const request = { query: parseQuery('quiet'), range: {}, order: 'oldest' as const };
  for await (const page of searchPages(reader, request, NEVER)) messages.push(...page.events.map((e) => e.message));
  expect(messages).toEqual(Array.from({ length: FLUSHES * IN_ONE }, (_, i) => `line ${i} of the quiet one`));
  reader.close();
  writer.close();
});
