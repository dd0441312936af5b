// report.html: one file, no script, nothing loaded; for people who will never install the tool.
import { createHash } from 'node:crypto';
import { levelRank } from '../../model/level.ts';
import { bodyOf, type LogEvent } from '../../model/log-event.ts';
import type { BundleFindings, SuspectFinding, TraceFinding } from '../bundle-findings.ts';
import type { Census } from '../parts/census.ts';
import type { Manifest } from '../parts/manifest.ts';
import { activityPicture } from './activity-picture.ts';
import { grouped, html, shortened, utc } from './html-text.ts';
import { REPORT_STYLE } from './style.ts';
import { tracePicture } from './trace-picture.ts';

const MAX_LINE = 4_000;
const MAX_SUSPECTS = 10;
const MAX_REASONS = 6;
const MAX_EVIDENCE = 4;
const MAX_TRACE_LINES = 500;
const MAX_SERVICES = 500;

export type ReportHead = Omit<Manifest, 'parts'>;

/** The page, in pieces. */
export function* reportPage(head: ReportHead, census: Census, findings: BundleFindings): Generator<string> {
  const styleHash = createHash('sha256').update(REPORT_STYLE).digest('base64');
  yield `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${styleHash}'">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${html(head.title)}</title><style>${REPORT_STYLE}</style></head>
<body><header><h1>${html(head.title)}</h1><p class="soft">${html(scopeLine(head))}</p></header><main>
`;
  yield summary(head, census, findings.suspects ?? []);
  yield section('Over time', activityPicture(census.activity, marksOf(findings)));
  if (findings.suspects !== undefined)
    yield section('Suspects', suspectList(findings.suspects, findings.evidence ?? []));
  if (findings.trace !== undefined) yield section('One request through the services', traceSection(findings.trace));
  yield notesSection(findings);
  yield section('Services', serviceTable(head, census));
  if (census.errors.length > 0) yield section('First errors', errorLines(census));
  yield section('About this file', about(head));
  yield '</main></body></html>\n';
}

function section(title: string, body: string): string {
  return `<section><h2>${html(title)}</h2>\n${body}</section>\n`;
}

function scopeLine({ scope, events }: ReportHead): string {
  const parts = [
    `${scope.from ?? events.from ?? '–'} to ${scope.to ?? events.to ?? '–'}`,
    ...(scope.query === '' ? [] : [`query: ${scope.query}`]),
    ...(scope.trace === null ? [] : [`trace: ${scope.trace}`]),
  ];
  return parts.join(' · ');
}

function summary(head: ReportHead, census: Census, suspects: readonly SuspectFinding[]): string {
  const likely = suspects.find((suspect) => suspect.likely);
  const errors = census.errorCount;
  const sentences = [
    `${grouped(census.count)} events of ${grouped(census.services.size)} ${census.services.size === 1 ? 'service' : 'services'}, ${grouped(errors)} of them errors.`,
    ...(census.errors[0] === undefined
      ? []
      : [`The first error is of ${nameOf(census.errors[0])} at ${census.errors[0]['@timestamp']}.`]),
    ...(likely === undefined
      ? []
      : [`Most likely the trouble started in ${likely.service} (${percent(likely.score)}).`]),
    ...(head.redaction === null ? [] : [redactionLine(head.redaction)]),
  ];
  return section('Summary', `<p class="lead">${html(sentences.join(' '))}</p>`);
}

function redactionLine({ hidden }: NonNullable<ReportHead['redaction']>): string {
  const counts = Object.entries(hidden).map(([kind, count]) => `${grouped(count)} ${kind}`);
  return counts.length === 0
    ? 'Nothing had to be hidden.'
    : `Hidden: ${counts.join(', ')}. The same value has the same stand-in everywhere.`;
}

function marksOf({ incident }: BundleFindings) {
  return incident === undefined
    ? { pins: [] }
    : { window: incident.window, pins: incident.pins.map((pin) => pin.atMs).slice(0, 500) };
}

function suspectList(suspects: readonly SuspectFinding[], evidence: readonly LogEvent[]): string {
  if (suspects.length === 0) return '<p>Nothing unusual against the time before.</p>';
  const lines = new Map(evidence.map((event) => [event.event.id, event]));
  return suspects
    .slice(0, MAX_SUSPECTS)
    .map((suspect, i) => {
      const reasons = suspect.reasons.slice(0, MAX_REASONS).map((reason) => {
        const shown = reason.events.flatMap((id) => lines.get(id) ?? []).slice(0, MAX_EVIDENCE);
        return `<li>${html(reason.text)}${shown.map(line).join('')}</li>`;
      });
      const name = `${i + 1}. ${suspect.service || 'no service'}`;
      return `<div class="card${suspect.likely ? ' likely' : ''}"><h3>${html(name)} <span class="soft">${percent(suspect.score)}${suspect.likely ? ', likely' : ''}</span></h3><ul>${reasons.join('')}</ul></div>\n`;
    })
    .join('');
}

function traceSection(trace: TraceFinding): string {
  const lanes = trace.lanes.map(
    (lane) =>
      `<tr><td>${html(lane.service)}</td><td>${html(lane.host)}</td><td class="number">${grouped(lane.events)}</td><td>${html(lane.firstError ?? '')}</td></tr>`,
  );
  const cut = Math.max(0, trace.events.length - MAX_TRACE_LINES) + trace.leftOut;
  const more = cut === 0 ? '' : `<p class="soft">${grouped(cut)} more lines are in timeline.ndjson.</p>`;
  return `<p>Id <code>${html(trace.id)}</code>, ${utc(trace.fromMs)} to ${utc(trace.toMs)} UTC.</p>${tracePicture(trace)}
${table(['Service', 'Host', '#Lines', 'First error'], lanes)}${trace.events.slice(0, MAX_TRACE_LINES).map(line).join('')}${more}`;
}

function notesSection({ incident }: BundleFindings): string {
  if (incident === undefined || (incident.notes === '' && incident.pins.length === 0)) return '';
  const notes = incident.notes === '' ? '' : `<div class="card notes">${html(incident.notes)}</div>`;
  const pins = incident.pins.map(
    (pin) =>
      `<li><span class="soft">${utc(pin.atMs)} ${html(pin.service)}</span><pre>${html(shortened(pin.text, MAX_LINE))}</pre>${pin.note === '' ? '' : `<p>${html(pin.note)}</p>`}</li>`,
  );
  return section('Notes and pinned lines', `${notes}${pins.length === 0 ? '' : `<ol>${pins.join('')}</ol>`}`);
}

function serviceTable(head: ReportHead, census: Census): string {
  const logs = new Map(head.services.map(({ service, log }) => [service, log]));
  const all = [...census.services.values()].sort((a, b) => b.errors - a.errors || (a.service < b.service ? -1 : 1));
  const rows = all
    .slice(0, MAX_SERVICES)
    .map(
      (counts) =>
        `<tr><td>${html(counts.service || '–')}</td><td class="number">${grouped(counts.events)}</td><td class="number">${grouped(counts.warnings)}</td><td class="number">${grouped(counts.errors)}</td><td>${html(counts.firstError ?? '')}</td><td><code>${html(logs.get(counts.service) ?? '')}</code></td></tr>`,
    );
  const more =
    all.length > rows.length ? `<p class="soft">${grouped(all.length - rows.length)} more services.</p>` : '';
  return `${table(['Service', '#Events', '#Warnings', '#Errors', 'First error', 'Plain log'], rows)}${more}`;
}

function errorLines(census: Census): string {
  const more = census.errorCount - census.errors.length;
  const rest = more > 0 ? `<p class="soft">${grouped(more)} more errors are in timeline.ndjson.</p>` : '';
  return `${census.errors.map(line).join('')}${rest}`;
}

function about(head: ReportHead): string {
  const clocks = head.clock.map((c) => `${c.host} ${c.offsetMs} ms ± ${c.errorMs} ms (${c.basis})`);
  const clockText = clocks.length === 0 ? '' : `<p>Known clock offsets: ${html(clocks.join('; '))}.</p>`;
  return `<p>All times are UTC. Beside this page the bundle holds every event in <code>timeline.ndjson</code>, the original lines of each service under <code>logs/</code>, and <code>manifest.json</code> with the SHA-256 of each part.</p>
${clockText}<p class="soft">Made by ${html(`${head.producer.name} ${head.producer.version}`)}. <code>crosstail bundle verify FILE</code> checks it, <code>crosstail bundle open FILE</code> gives the same desk.</p>`;
}

function table(columns: readonly string[], rows: readonly string[]): string {
  const head = columns.map((name) =>
    name.startsWith('#')
      ? `<th scope="col" class="number">${html(name.slice(1))}</th>`
      : `<th scope="col">${html(name)}</th>`,
  );
  // A box that scrolls must be reached with the keyboard.
  return `<div class="scroll" tabindex="0" role="region" aria-label="${html(`Table: ${columns.join(', ').replaceAll('#', '')}`)}"><table><thead><tr>${head.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

function line(event: LogEvent): string {
  const level = event.log?.level ?? '';
  const isError = levelRank(level) >= 6;
  return `<pre><span class="soft">${html(event['@timestamp'])}</span> <span class="${isError ? 'level' : 'soft'}">${html(level)}</span> <b>${html(nameOf(event))}</b> ${html(shortened(bodyOf(event), MAX_LINE))}</pre>`;
}

function nameOf(event: LogEvent): string {
  return event.service?.name ?? event.host?.name ?? 'no service';
}

function percent(score: number): string {
  return `${Math.round(score * 100)} %`;
}
