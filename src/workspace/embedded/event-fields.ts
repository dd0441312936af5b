// fields: what the newest events of a range have, for completion and columns.
import type { LogEvent } from '../../model/log-event.ts';
import type { TimeRange } from '../../model/time-range.ts';
import type { FieldInfo } from '../../ports/event-store.ts';
import { ALL } from '../../query/query-ast.ts';
import { searchPages } from './event-search.ts';
import type { Interruption, StoreReader } from './store-reader.ts';

const SAMPLE = 2_000;
const MAX_FIELDS = 1_000;

/** Fields of the newest events, the most frequent first. */
export async function fieldsOf(store: StoreReader, range: TimeRange, interruption: Interruption): Promise<FieldInfo[]> {
  const fields = new Map<string, FieldInfo>();
  const request = { query: ALL, range, order: 'newest' as const, limit: SAMPLE };
  for await (const page of searchPages(store, request, interruption)) {
    for (const event of page.events) note(event, '', fields);
  }
  return [...fields.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
}

function note(value: Record<string, unknown> | LogEvent, prefix: string, fields: Map<string, FieldInfo>): void {
  for (const [key, field] of Object.entries(value)) {
    const name = prefix + key;
    if (typeof field === 'object' && field !== null && !Array.isArray(field)) {
      note(field as Record<string, unknown>, `${name}.`, fields);
      continue;
    }
    const known = fields.get(name);
    if (known !== undefined) known.count++;
    else if (fields.size < MAX_FIELDS) fields.set(name, { field: name, kind: kindOf(name, field), count: 1 });
  }
}

function kindOf(name: string, value: unknown): FieldInfo['kind'] {
  if (name === '@timestamp') return 'time';
  if (name === 'message' || name === 'error.stack_trace') return 'text';
  return typeof value === 'number' ? 'number' : 'keyword';
}
