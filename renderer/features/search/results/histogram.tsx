// Hits over time by level. A picture to drag on: a stretch becomes the time range; the same by keys.
import { type KeyboardEvent, type PointerEvent, useId, useMemo, useRef, useState } from 'react';
import { levelLetter } from '../../../../src/model/level.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { chooseStretch } from '../../../platform/time-bar.ts';
import { clockText, dayText, stretchText } from '../../../platform/time-text.ts';
import { searchText } from '../search-text.ts';
import { BAR_LEVELS, type Bar, timeTicks, topOf } from './histogram-scale.ts';

export interface HistogramProps {
  bars: readonly Bar[];
  fromMs: number;
  toMs: number;
  /** Older than what the query bar shows now. */
  isStale: boolean;
}

const HEIGHT = 78;
/** Louder levels never vanish: one fatal line among thousands still shows. */
const LEAST_HEIGHT = 2;

export function Histogram({ bars, fromMs, toMs, isStale }: HistogramProps) {
  const say = useText(searchText);
  const { zone, language } = usePreferences();
  const box = useRef<HTMLDivElement>(null);
  const helpId = useId();
  const [brush, setBrush] = useState<{ fromMs: number; toMs: number }>();
  const [pointed, setPointed] = useState<number>();
  const span = toMs - fromMs;
  const top = topOf(Math.max(0, ...bars.map((bar) => bar.count)));
  const share = (timeMs: number) => Math.min(1, Math.max(0, (timeMs - fromMs) / span));
  const timeAt = (clientX: number) => {
    const { left, width } = box.current!.getBoundingClientRect();
    return fromMs + Math.min(1, Math.max(0, (clientX - left) / width)) * span;
  };
  const offsetMs = zone === 'UTC' ? 0 : -new Date(toMs).getTimezoneOffset() * 60_000;
  const ticks = useMemo(() => {
    // A label that would be cut at either end is left out.
    const edgeMs = (toMs - fromMs) * 0.025;
    return timeTicks(fromMs, toMs, 8, offsetMs).filter((tick) => tick > fromMs + edgeMs && tick < toMs - edgeMs);
  }, [fromMs, toMs, offsetMs]);
  const drag = useRef<number | undefined>(undefined);

  const onDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = timeAt(event.clientX);
  };
  const onMove = (event: PointerEvent<HTMLElement>) => {
    const at = timeAt(event.clientX);
    setPointed(bars.findIndex((bar) => at >= bar.fromMs && at < bar.toMs));
    const start = drag.current;
    if (start !== undefined) setBrush({ fromMs: Math.min(start, at), toMs: Math.max(start, at) });
  };
  const onUp = () => {
    if (drag.current !== undefined && brush !== undefined && share(brush.toMs) - share(brush.fromMs) > 0.004)
      zoom(brush);
    drag.current = undefined;
    setBrush(undefined);
  };
  const zoom = (stretch: { fromMs: number; toMs: number }) => {
    setBrush(undefined);
    chooseStretch(stretch.fromMs, stretch.toMs);
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      const next = Math.min(bars.length - 1, Math.max(0, (pointed ?? (step > 0 ? -1 : bars.length)) + step));
      setPointed(next);
      const bar = bars[next]!;
      if (!event.shiftKey) setBrush(undefined);
      else
        setBrush({
          fromMs: Math.min(brush?.fromMs ?? bar.fromMs, bar.fromMs),
          toMs: Math.max(brush?.toMs ?? bar.toMs, bar.toMs),
        });
    } else if (event.key === 'Enter' && (brush !== undefined || (pointed !== undefined && pointed >= 0))) {
      event.preventDefault();
      zoom(brush ?? bars[pointed!]!);
    } else if (event.key === 'Escape' && brush !== undefined) {
      event.stopPropagation();
      setBrush(undefined);
    }
  };
  const shown = brush ?? (pointed === undefined ? undefined : bars[pointed]);
  const counted = shown === undefined ? 0 : sumOver(bars, shown.fromMs, shown.toMs);
  const label =
    shown === undefined
      ? ''
      : say('bucket', { range: stretchText(Math.round(shown.fromMs), Math.round(shown.toMs), zone), n: counted });
  return (
    <div className={isStale ? 'hist is-stale' : 'hist'}>
      <span className="y top">{formatNumber(top, language)}</span>
      <span className="y middle">{formatNumber(top / 2, language)}</span>
      <span className="y bottom">0</span>
      <div
        className="hist-plot"
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label={say('histogram')}
        aria-describedby={helpId}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, bars.length - 1)}
        aria-valuenow={Math.max(0, pointed ?? 0)}
        aria-valuetext={label === '' ? say('histogram') : label}
        onPointerDown={onDown}
        onPointerMove={onMove}
        onPointerUp={onUp}
        onPointerLeave={() => setPointed(undefined)}
        onBlur={() => setPointed(undefined)}
        onKeyDown={onKey}
      >
        <svg viewBox={`0 0 1000 ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
          <path
            d={`M0 .5H1000M0 ${HEIGHT / 2}H1000`}
            stroke="var(--hist-grid)"
            vectorEffect="non-scaling-stroke"
            fill="none"
          />
          {bars.map((bar) => (
            <BarShape key={bar.fromMs} bar={bar} left={share(bar.fromMs)} right={share(bar.toMs)} top={top} />
          ))}
        </svg>
        {shown !== undefined && (
          <div
            className={brush === undefined ? 'hist-point' : 'brush'}
            style={{
              left: `${share(shown.fromMs) * 100}%`,
              width: `${(share(shown.toMs) - share(shown.fromMs)) * 100}%`,
            }}
          >
            <span className={share(shown.toMs) < 0.25 ? 'to-right' : ''}>{label}</span>
          </div>
        )}
      </div>
      <div className="ax" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} style={{ left: `${share(tick) * 100}%` }}>
            {tickText(tick, span, zone)}
          </span>
        ))}
      </div>
      <span className="sr" id={helpId}>
        {say('histogramHelp')}
      </span>
    </div>
  );
}

function BarShape({ bar, left, right, top }: { bar: Bar; left: number; right: number; top: number }) {
  if (bar.count === 0) return null;
  const width = (right - left) * 1000;
  const gap = Math.min(1.6, width * 0.15);
  let y = HEIGHT;
  return (
    <>
      {bar.levels.map((count, index) => {
        if (count === 0) return null;
        const level = BAR_LEVELS[index]!;
        const height = Math.max(level.rank >= 5 ? LEAST_HEIGHT : 0, (count / top) * HEIGHT);
        y -= height;
        return (
          <rect
            key={level.rank}
            x={left * 1000 + gap / 2}
            y={Math.max(0, y)}
            width={Math.max(0.5, width - gap)}
            height={height}
            fill={level.colour}
          />
        );
      })}
    </>
  );
}

/** Letter, word and count of each level that there is. */
export function HistogramLegend({ bars }: { bars: readonly Bar[] }) {
  const say = useText(searchText);
  const language = usePreferences((state) => state.language);
  const totals = BAR_LEVELS.map((level, index) => ({
    ...level,
    count: bars.reduce((sum, bar) => sum + bar.levels[index]!, 0),
  })).filter((level) => level.count > 0);
  return (
    <div className="legend">
      {totals.map(({ rank, colour, count }) => (
        <span key={rank}>
          <i style={{ background: colour }} />
          {levelLetter(rank).trim()} {say(`level${rank}`)} {formatNumber(count, language)}
        </span>
      ))}
    </div>
  );
}

function sumOver(bars: readonly Bar[], fromMs: number, toMs: number): number {
  let sum = 0;
  for (const bar of bars) if (bar.toMs > fromMs && bar.fromMs < toMs) sum += bar.count;
  return sum;
}

function tickText(tickMs: number, spanMs: number, zone: 'local' | 'UTC'): string {
  if (spanMs > 3 * 86_400_000) return dayText(tickMs, zone).slice(5);
  if (spanMs > 86_400_000) return `${dayText(tickMs, zone).slice(5)} ${clockText(tickMs, zone).slice(0, 5)}`;
  if (spanMs > 240_000) return clockText(tickMs, zone).slice(0, 5);
  return spanMs > 5_000 ? clockText(tickMs, zone).slice(0, 8) : clockText(tickMs, zone);
}
