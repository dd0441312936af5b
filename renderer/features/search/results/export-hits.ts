// All hits of a search as a file: page by page into a Blob, which the browser keeps on disk where it grows large.
import type { ConsoleClient } from '../../../../src/contract/contract.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

export type ExportForm = 'text' | 'json';

export interface ExportRequest {
  query: string;
  range: { fromMs: number; toMs: number };
  order: 'newest' | 'oldest';
  form: ExportForm;
}

/** One event of a file. Original lines are given as they were; JSON is one event a line. */
export function exportLine(event: LogEvent, form: ExportForm): string {
  return `${form === 'json' ? JSON.stringify(event) : event.message.replace(/\r?\n$/, '')}\n`;
}

/** Reads every hit, without an upper limit; `onCount` hears how many have come. Rejects with the signal's reason. */
export async function exportHits(
  client: ConsoleClient,
  request: ExportRequest,
  signal: AbortSignal,
  onCount: (count: number) => void,
): Promise<{ blob: Blob; count: number }> {
  const { form, ...search } = request;
  const type = form === 'json' ? 'application/x-ndjson' : 'text/plain';
  const parts: Blob[] = [];
  let count = 0;
  for await (const { events } of client['search.find'](search, { signal })) {
    if (events.length === 0) continue;
    parts.push(new Blob(events.map((event) => exportLine(event, form))));
    count += events.length;
    onCount(count);
  }
  return { blob: new Blob(parts, { type }), count };
}
