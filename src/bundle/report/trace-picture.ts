import { levelRank } from '../../model/level.ts';
import { timeOf } from '../../model/log-event.ts';
import type { TraceFinding } from '../bundle-findings.ts';
import { html, shortened } from './html-text.ts';

const WIDTH = 960;
const LANE = 26;
const NAMES = 200;
const MAX_DOTS = 2_000;

/** One lane for each service and host, a dot for each line, the first error larger. */
export function tracePicture(trace: TraceFinding): string {
  const lanes = new Map(trace.lanes.map((lane, i) => [`${lane.service}\0${lane.host}`, i]));
  const spanMs = Math.max(1, trace.toMs - trace.fromMs);
  let shapes = '';
  for (const [i, lane] of trace.lanes.entries()) {
    const y = LANE * i + LANE / 2;
    shapes += `<text x="0" y="${y + 4}">${html(shortened(lane.service || lane.host, 28))}</text><line class="axis" x1="${NAMES}" y1="${y}" x2="${WIDTH}" y2="${y}"/>`;
  }
  for (const event of trace.events.slice(0, MAX_DOTS)) {
    const lane = lanes.get(`${event.service?.name ?? ''}\0${event.host?.name ?? ''}`);
    if (lane === undefined) continue;
    const share = Math.min(1, Math.max(0, (timeOf(event) - trace.fromMs) / spanMs));
    const x = Math.round((NAMES + 8 + (Number.isNaN(share) ? 0 : share) * (WIDTH - NAMES - 16)) * 100) / 100;
    const isFirst = event.event.id === trace.firstError;
    const name = levelRank(event.log?.level) >= 6 ? 'error' : levelRank(event.log?.level) === 5 ? 'warn' : 'bar';
    shapes += `<circle class="${name}" cx="${x}" cy="${LANE * lane + LANE / 2}" r="${isFirst ? 8 : 4}"/>`;
  }
  const label = `Lines of the trace over time, one lane for each of ${trace.lanes.length} services.`;
  return `<svg viewBox="0 0 ${WIDTH} ${LANE * Math.max(1, trace.lanes.length)}" role="img" aria-label="${html(label)}">${shapes}</svg>`;
}
