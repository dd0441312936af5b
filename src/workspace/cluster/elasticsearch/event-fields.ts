// fields: what events have, for completion and columns.
import type { FieldInfo, SearchPage } from '../../../ports/event-store.ts';

const MAX_FIELDS = 1_000;

/** Fields of the events of some pages, the most frequent first. */
export async function fieldsOf(pages: AsyncIterable<SearchPage>): Promise<FieldInfo[]> {
  const fields = new Map<string, FieldInfo>();
  for await (const { events } of pages) for (const event of events) note(event, '', fields);
  return [...fields.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
}

function note(value: Record<string, unknown>, prefix: string, fields: Map<string, FieldInfo>): void {
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
