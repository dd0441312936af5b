import type { Activity } from '../parts/activity.ts';
import { grouped, html, utc } from './html-text.ts';

const WIDTH = 960;
const HEIGHT = 150;
const TOP = 14;
const BOTTOM = 20;

interface Marks {
  window?: { fromMs: number; toMs: number };
  pins: readonly number[];
}

/** Bars of events over time as SVG, errors and warnings apart, the incident's window and its pins marked. */
export function activityPicture(activity: Activity, marks: Marks): string {
  const { buckets, startMs, widthMs } = activity;
  if (buckets.length === 0) return '<p class="soft">No event has a time.</p>';
  const endMs = startMs + buckets.length * widthMs;
  const most = buckets.reduce((max, bucket) => Math.max(max, bucket.events), 1);
  const step = WIDTH / buckets.length;
  const ground = TOP + HEIGHT;
  const x = (timeMs: number) => round(Math.min(WIDTH, Math.max(0, ((timeMs - startMs) / (endMs - startMs)) * WIDTH)));
  let shapes = '';
  if (marks.window !== undefined) {
    const [from, to] = [x(marks.window.fromMs), x(marks.window.toMs)];
    shapes += `<rect class="window" x="${from}" y="${TOP}" width="${round(Math.max(1, to - from))}" height="${HEIGHT}"/>`;
  }
  for (const [i, bucket] of buckets.entries()) {
    let top = ground;
    const bar = (name: string, count: number) => {
      if (count === 0) return;
      const height = round(Math.max(1, (count / most) * HEIGHT));
      top = round(top - height);
      shapes += `<rect class="${name}" x="${round(i * step)}" y="${top}" width="${round(Math.max(0.5, step - 0.5))}" height="${height}"/>`;
    };
    bar('error', bucket.errors);
    bar('warn', bucket.warnings);
    bar('bar', bucket.events - bucket.errors - bucket.warnings);
  }
  for (const pin of marks.pins) shapes += `<circle class="mark" cx="${x(pin)}" cy="${TOP - 6}" r="4"/>`;
  const label = `Events over time from ${utc(startMs)} to ${utc(endMs)} UTC, at most ${grouped(most)} in one bar.`;
  return `<svg viewBox="0 0 ${WIDTH} ${TOP + HEIGHT + BOTTOM}" role="img" aria-label="${html(label)}">
${shapes}<line class="axis" x1="0" y1="${ground}" x2="${WIDTH}" y2="${ground}"/>
<text x="0" y="${ground + 15}">${html(utc(startMs))}</text><text x="${WIDTH}" y="${ground + 15}" text-anchor="end">${html(utc(endMs))}</text>
</svg>
<p class="key soft">${html(label)} Red: errors, amber: warnings${marks.window === undefined ? '' : ', shaded: the incident'}${marks.pins.length === 0 ? '' : ', dots: pinned lines'}.</p>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
