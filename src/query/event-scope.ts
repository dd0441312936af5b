import type { LogEvent } from '../model/log-event.ts';
import { ALL, type Query } from './query-ast.ts';

/** The query for everything that comes from where an event came from: its file on its host, its host, its service, all. */
export function scopeQuery(event: LogEvent, scope: 'file' | 'host' | 'service' | 'all'): Query {
  const host = same('host.name', event.host?.name);
  if (scope === 'all') return ALL;
  if (scope === 'host') return host;
  if (scope === 'service') return same('service.name', event.service?.name);
  return { type: 'and', parts: [host, same('log.file.path', event.log?.file?.path)] };
}

/** Has the value; for an event without the field, has none either. */
function same(field: string, value: string | undefined): Query {
  const span = { at: 0, end: 0 };
  if (value !== undefined) return { type: 'match', field, value: { kind: 'text', text: value }, ...span };
  return { type: 'not', part: { type: 'match', field, value: { kind: 'exists' }, ...span } };
}
