// Which fields a number of events have, for completion, the field list and columns.
import type { LogEvent } from '../model/log-event.ts';

const MAX_FIELDS = 1_000;

export interface CountedField {
  field: string;
  kind: 'keyword' | 'number' | 'text' | 'time';
  /** Events that have it. */
  count: number;
}

export class FieldCensus {
  readonly #fields = new Map<string, CountedField>();

  add(event: LogEvent): void {
    this.#note(event, '');
  }

  /** The most frequent first, a thousand at most. */
  fields(): CountedField[] {
    return [...this.#fields.values()].sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
  }

  #note(value: Record<string, unknown> | LogEvent, prefix: string): void {
    for (const [key, field] of Object.entries(value)) {
      const name = prefix + key;
      if (typeof field === 'object' && field !== null && !Array.isArray(field)) {
        this.#note(field as Record<string, unknown>, `${name}.`);
        continue;
      }
      const known = this.#fields.get(name);
      if (known !== undefined) known.count++;
      else if (this.#fields.size < MAX_FIELDS)
        this.#fields.set(name, { field: name, kind: kindOf(name, field), count: 1 });
    }
  }
}

function kindOf(name: string, value: unknown): CountedField['kind'] {
  if (name === '@timestamp') return 'time';
  if (name === 'message' || name === 'error.stack_trace') return 'text';
  return typeof value === 'number' ? 'number' : 'keyword';
}
