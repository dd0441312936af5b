import type { BundleFindings } from '../bundle-findings.ts';
import { utc, visible } from '../report/html-text.ts';
import type { ReportHead } from '../report/report-page.ts';

/** notes.md: what people wrote, with the pinned lines; readable in any editor. */
export function notesPage(head: ReportHead, { incident, suspects }: BundleFindings): string {
  const lines = [
    `# ${oneLine(head.title)}`,
    '',
    `${head.scope.from ?? head.events.from ?? '–'} to ${head.scope.to ?? head.events.to ?? '–'}`,
  ];
  if (head.scope.query !== '') lines.push('', `Query: ${codeSpan(head.scope.query)}`);
  const likely = suspects?.filter((suspect) => suspect.likely) ?? [];
  if (likely.length > 0) {
    lines.push('', '## Likely', '');
    for (const suspect of likely) {
      lines.push(
        `- **${oneLine(suspect.service)}**${suspect.reasons[0] === undefined ? '' : `: ${oneLine(suspect.reasons[0].text)}`}`,
      );
    }
  }
  if (incident !== undefined && incident.notes !== '') lines.push('', '## Notes', '', visible(incident.notes));
  if (incident !== undefined && incident.pins.length > 0) {
    lines.push('', '## Pinned lines');
    for (const pin of incident.pins) {
      lines.push('', `${utc(pin.atMs)} UTC, ${oneLine(pin.service)}`, '', codeBlock(pin.text));
      if (pin.note !== '') lines.push('', visible(pin.note));
    }
  }
  return `${lines.join('\n')}\n`;
}

function oneLine(text: string): string {
  return visible(text)
    .replace(/\s+/g, ' ')
    .replace(/([\\`*_[\]<>#|])/g, '\\$1');
}

function codeSpan(text: string): string {
  const fence = fenceFor(text, 1);
  return `${fence} ${visible(text).replace(/\s+/g, ' ')} ${fence}`;
}

/** A fenced block that the text cannot end. */
export function codeBlock(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}\n${visible(text)}\n${fence}`;
}

function fenceFor(text: string, least: number): string {
  const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 0);
  return '`'.repeat(Math.max(least, longest + 1));
}
