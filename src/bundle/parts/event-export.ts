// Events in forms for other programs and for people: one text an event, without a ceiling on their number.
import { bodyOf, type LogEvent } from '../../model/log-event.ts';
import { canonicalJson } from './canonical-event.ts';
import { codeBlock } from './notes-page.ts';

export const EXPORT_FORMATS = ['ndjson', 'csv', 'text', 'markdown'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const CSV_COLUMNS = ['time', 'level', 'service', 'host', 'file', 'offset', 'id', 'message'] as const;

/** What stands before the first event; empty for most forms. */
export function exportHead(format: ExportFormat): string {
  return format === 'csv' ? `${CSV_COLUMNS.join(',')}\r\n` : '';
}

/**
 * One event. `ndjson`: ECS JSON on one line; `csv`: RFC 4180, with formulas made harmless; `text`: the original lines;
 * `markdown`: a heading line and the message in a fence, for tickets and chats.
 */
export function exportedEvent(event: LogEvent, format: ExportFormat): string {
  switch (format) {
    case 'ndjson':
      return `${canonicalJson(event)}\n`;
    case 'csv':
      return csvRow(event);
    case 'text':
      return `${event.message}\n`;
    case 'markdown':
      return markdown(event);
  }
}

function csvRow(event: LogEvent): string {
  const cells = [
    event['@timestamp'],
    event.log?.level ?? '',
    event.service?.name ?? '',
    event.host?.name ?? '',
    event.log?.file?.path ?? '',
    event.log?.offset === undefined ? '' : String(event.log.offset),
    event.event.id,
    event.message,
  ];
  return `${cells.map(csvCell).join(',')}\r\n`;
}

/** Spreadsheets run what starts like a formula (CWE-1236): a quote mark in front makes it text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/.test(text) ? `'${text}` : text;
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function markdown(event: LogEvent): string {
  const level = event.log?.level === undefined ? '' : ` ${event.log.level}`;
  const service = event.service === undefined ? '' : ` ${event.service.name}`;
  const head = `${event['@timestamp']}${level}${service}`.replace(/([\\`*_[\]<>#|])/g, '\\$1');
  return `${head}\n\n${codeBlock(bodyOf(event))}\n\n`;
}
