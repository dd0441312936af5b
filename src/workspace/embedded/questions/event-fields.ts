// fields: what the newest events of a range have, for completion and columns.
import type { TimeRange } from '../../../model/time-range.ts';
import type { FieldInfo } from '../../../ports/event-store.ts';
import { FieldCensus } from '../../../query/field-census.ts';
import { ALL } from '../../../query/query-ast.ts';
import type { Interruption, StoreReader } from '../segments/store-reader.ts';
import { searchPages } from './event-search.ts';

const SAMPLE = 2_000;

/** Fields of the newest events, the most frequent first. */
export async function fieldsOf(store: StoreReader, range: TimeRange, interruption: Interruption): Promise<FieldInfo[]> {
  const census = new FieldCensus();
  const request = { query: ALL, range, order: 'newest' as const, limit: SAMPLE };
  for await (const page of searchPages(store, request, interruption))
    for (const event of page.events) census.add(event);
  return census.fields();
}
