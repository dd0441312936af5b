// Events as text to hand on.
import type { LogEvent } from '../../../src/model/log-event.ts';

export const COPY_FORMS = ['raw', 'json', 'markdown'] as const;
export type CopyForm = (typeof COPY_FORMS)[number];

/** Original text, JSON (one object or one a line), or a Markdown block with where each line came from. */
export function copyText(events: readonly LogEvent[], form: CopyForm): string {
  switch (form) {
    case 'raw':
      return events.map((event) => event.message).join('\n');
    case 'json':
      return events.length === 1
        ? JSON.stringify(events[0], null, 2)
        : events.map((event) => JSON.stringify(event)).join('\n');
    case 'markdown':
      return events.map(markdownOf).join('\n\n');
  }
}

function markdownOf(event: LogEvent): string {
  const from = [event.service?.name, event.host?.name, event['@timestamp']].filter((part) => part !== undefined);
  // A fence longer than any run of backticks inside.
  const longest = Math.max(2, ...[...event.message.matchAll(/`+/g)].map((run) => run[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${from.map((part) => `**${part.replace(/([\\*_`<>[\]])/g, '\\$1')}**`).join(' · ')}\n\n${fence}\n${event.message}\n${fence}`;
}
