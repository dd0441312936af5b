import { type CSSProperties, useMemo } from 'react';
import { levelLetter, levelRank } from '../../../src/model/level.ts';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { clockText, durationText } from '../../platform/time-text.ts';
import { serviceStyle } from '../../rows/service-tag.tsx';
import { incidentText } from './incident-text.ts';
import { axisTicks, type LaneMark, type LaneShape, laneShapes, traceSpan } from './trace-shape.ts';

export interface TraceLanesProps {
  events: readonly LogEvent[];
  firstErrorId: string | null;
  onPick(event: LogEvent): void;
}

/** One lane for each service and host; a line is a tick, an error a mark, a long silence a hatched stretch. */
export function TraceLanes({ events, firstErrorId, onPick }: TraceLanesProps) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const lanes = useMemo(() => laneShapes(events), [events]);
  const { fromMs, toMs } = traceSpan(lanes);
  const span = Math.max(1, toMs - fromMs);
  const at = (timeMs: number) => `${((timeMs - fromMs) / span) * 100}%`;
  const firstError = lanes.flatMap((lane) => lane.marks).find((mark) => mark.event.event.id === firstErrorId);
  return (
    <section className="lanes" aria-label={say('lanes')}>
      <div className="lane axis" aria-hidden="true">
        <span />
        <div className="lane-plot">
          {axisTicks(fromMs, toMs, 6).map((tick, index) => (
            <span key={tick} style={{ left: at(tick) }}>
              {index === 0 ? clockText(tick, zone) : clockText(tick, zone).slice(span < 10_000 ? 6 : 3)}
            </span>
          ))}
        </div>
      </div>
      {lanes.map((lane) => (
        <Lane key={`${lane.service} ${lane.host}`} lane={lane} at={at} firstErrorId={firstErrorId} onPick={onPick} />
      ))}
      {firstError !== undefined && (
        <div className="lane first-error" aria-hidden="true">
          <span />
          <div className="lane-plot">
            <i style={{ left: at(firstError.atMs) }} />
          </div>
        </div>
      )}
    </section>
  );
}

interface LaneProps {
  lane: LaneShape;
  at(timeMs: number): string;
  firstErrorId: string | null;
  onPick(event: LogEvent): void;
}

function Lane({ lane, at, firstErrorId, onPick }: LaneProps) {
  const say = useText(incidentText);
  const end = { left: at(lane.fromMs), right: `calc(100% - ${at(lane.toMs)})` } as CSSProperties;
  return (
    <div className="lane" style={serviceStyle(lane.service)}>
      <span className="lane-name">
        <b className="trunc">{lane.service}</b>
        <span className="t3 trunc">{lane.host}</span>
      </span>
      <div className="lane-plot">
        <div className="lane-bar" style={end} />
        {lane.gaps.map((gap) => (
          <div
            key={gap.fromMs}
            className="lane-gap"
            style={{ left: at(gap.fromMs), right: `calc(100% - ${at(gap.toMs)})` }}
            data-tip={say('gap', { time: durationText(gap.toMs - gap.fromMs) })}
          >
            <span>{durationText(gap.toMs - gap.fromMs)}</span>
          </div>
        ))}
        {thinned(lane.marks, firstErrorId).map((mark) => (
          <Mark
            key={mark.event.event.id}
            mark={mark}
            left={at(mark.atMs)}
            isFirst={mark.event.event.id === firstErrorId}
            onPick={onPick}
          />
        ))}
      </div>
    </div>
  );
}

function Mark({
  mark,
  left,
  isFirst,
  onPick,
}: {
  mark: LaneMark;
  left: string;
  isFirst: boolean;
  onPick(event: LogEvent): void;
}) {
  const zone = usePreferences((state) => state.zone);
  const letter = levelLetter(levelRank(mark.event.log?.level)).trim();
  const name = `${clockText(mark.atMs, zone)} ${letter} ${mark.event.message.slice(0, 200)}`;
  return (
    <button
      type="button"
      tabIndex={mark.isError ? 0 : -1}
      className={`lane-mark ${mark.isError ? 'is-error' : ''} ${isFirst ? 'is-first' : ''}`}
      style={{ left }}
      aria-label={name}
      data-tip={name}
      onClick={() => onPick(mark.event)}
    >
      {mark.isError ? letter : ''}
    </button>
  );
}

const MOST_MARKS = 200;

/** Ticks that can be told apart; errors come before the rest. The lines below have all of them. */
function thinned(marks: readonly LaneMark[], firstErrorId: string | null): LaneMark[] {
  if (marks.length <= MOST_MARKS) return [...marks];
  const every = Math.ceil(marks.length / MOST_MARKS);
  let errors = 0;
  return marks.filter(
    (mark, index) =>
      index % every === 0 || mark.event.event.id === firstErrorId || (mark.isError && errors++ < MOST_MARKS / 4),
  );
}
