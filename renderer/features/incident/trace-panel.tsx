import { Flag, RotateCw, Timer, Waypoints } from 'lucide-react';
import { type FormEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Answer } from '../../../src/contract/contract.ts';
import { type LogEvent, timeOf } from '../../../src/model/log-event.ts';
import { quoteValue } from '../../../src/query/complete-query.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { clockText, durationText, stretchText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { eventEntry } from '../../rows/model/row-entry.ts';
import { RowModel } from '../../rows/model/row-model.ts';
import { RowList } from '../../rows/row-list.tsx';
import type { RowSurface, RowSurfaceEvents } from '../../rows/surface/row-surface.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { ClockPickButton, useClockPick } from './clock-picker.tsx';
import { incidentText } from './incident-text.ts';
import { TraceLanes } from './trace-lanes.tsx';

export interface TracePanelProps {
  traceId: string;
  range: { fromMs: number; toMs: number };
  events: RowSurfaceEvents;
  onTrace(value: string): void;
}

/** While lines younger than this are in it, the request may still be running. */
const RUNNING_MS = 20_000;
const LOOK_AGAIN_MS = 2_000;

/** One id through every service: lanes by time, and the lines below in the same order. */
export function TracePanel({ traceId, range, events, onTrace }: TracePanelProps) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const [isLinked, setLinked] = useState(false);
  const { value, error, isLoading, reload } = useCall('trace.find', {
    value: traceId,
    range,
    ...(isLinked && { linked: true }),
  });
  const surface = useRef<RowSurface>(null);
  const picking = useClockPick(value?.clock ?? []);
  const highlights = useMemo(() => [traceId, ...(value?.followed ?? []).map((id) => id.value)], [traceId, value]);
  const model = useMemo(() => {
    const made = new RowModel({ capacity: 20_000 });
    made.append((value?.events ?? []).map((event) => eventEntry(event)));
    return made;
  }, [value]);
  useEffect(() => {
    if (value === undefined || Date.now() - value.toMs > RUNNING_MS) return;
    const timer = setTimeout(reload, LOOK_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [value, reload]);
  const show = (event: LogEvent) => {
    const entry = model.findById(event.event.id);
    if (entry !== undefined) surface.current?.reveal(entry);
  };
  if (error !== undefined)
    return (
      <div className="pad">
        <ErrorNote error={error} onRetry={reload} />
      </div>
    );
  if (value === undefined || value.id !== traceId)
    return isLoading ? <Working>{say('findingTrace', { id: traceId })}</Working> : null;
  if (value.events.length === 0)
    return (
      <EmptyState
        icon={Waypoints}
        title={say('traceEmpty', { id: traceId })}
        actions={
          <Button kind="line" onClick={() => navigate('search', { q: quoteValue(traceId) })}>
            {say('searchIt')}
          </Button>
        }
      >
        {say('traceEmptyText', { range: stretchText(range.fromMs, range.toMs, zone) })}
      </EmptyState>
    );
  const firstError = value.events.find((event) => event.event.id === value.firstError);
  const services = new Set(value.lanes.map((lane) => lane.service)).size;
  return (
    <>
      <div className="trace-head">
        <h2>{say('trace')}</h2>
        <span className="chip mono">
          <span className="k">{value.kinds[0] ?? ''}</span> {value.id}
        </span>
        <span className="t2 trunc">
          {say('traceOf', { n: value.events.length, services, time: durationText(value.toMs - value.fromMs) })}
        </span>
        <span className="grow" />
        {value.leftOut > 0 && <span className="badge warn">{say('leftOut', { n: value.leftOut })}</span>}
        {[...shiftedHosts(value.events)].slice(0, 2).map(([host, shift]) => (
          <span className="chip" key={`${host} by hand`}>
            <Icon of={Timer} size={12} />
            {say('clockByHand', { host, shift })}
          </span>
        ))}
        {value.clock.slice(0, 2).map((clock) => (
          <span className="chip" key={clock.host}>
            <Icon of={Timer} size={12} />
            {say('clock', {
              host: clock.host,
              offset: String(Math.round(clock.offsetMs * 10) / 10),
              error: String(Math.round(clock.errorMs * 10) / 10),
              basis: clock.basis,
            })}
          </span>
        ))}
        {firstError !== undefined && (
          <Button
            small
            className="first-error-button"
            icon={Flag}
            data-tip={say('showFirstError')}
            onClick={() => show(firstError)}
          >
            {say('firstError', { time: clockText(timeOf(firstError), zone) })}
          </Button>
        )}
        {value.lanes.length > 1 && <ClockPickButton picking={picking} />}
        <IconButton icon={RotateCw} small label={say('again')} onClick={reload} />
      </div>
      <TraceLanes events={value.events} firstErrorId={value.firstError} onPick={show} />
      {value.linked.length > 0 && (
        <LinkedIds answer={value} isLinked={isLinked} onLinked={setLinked} onTrace={onTrace} />
      )}
      <RowList
        {...events}
        {...(picking.step !== undefined && { onActivate: picking.pick })}
        model={model}
        label={say('traceLines')}
        columns={{ service: true, host: true }}
        highlights={highlights}
        surfaceRef={surface}
      />
    </>
  );
}

/** Hosts with lines whose clock was set right by hand, and by how much, ms. */
function shiftedHosts(events: readonly LogEvent[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { host, service, crosstail } of events) {
    if (crosstail?.shifted_ms !== undefined) found.set(host?.name ?? service?.name ?? '', crosstail.shifted_ms);
  }
  return found;
}

interface LinkedIdsProps {
  answer: Answer<'trace.find'>;
  isLinked: boolean;
  onLinked(isLinked: boolean): void;
  onTrace(value: string): void;
}

/** Ids that share a line with the traced one: each can be traced itself, or the lines of all be taken in. */
function LinkedIds({ answer, isLinked, onLinked, onTrace }: LinkedIdsProps) {
  const say = useText(incidentText);
  const canFollow = answer.linked.some(({ kind }) => kind !== 'span');
  const tooCommon = new Set((answer.tooCommon ?? []).map(({ value }) => value));
  return (
    <div className="linked">
      <span className="t3">{say('linked')}</span>
      {answer.linked.slice(0, 8).map((id) => (
        <button
          type="button"
          className="chip mono"
          key={`${id.kind} ${id.value}`}
          {...(tooCommon.has(id.value) && { 'data-tip': say('tooCommon') })}
          onClick={() => onTrace(id.value)}
        >
          <span className="k">{id.kind}</span> {id.value} <span className="k">×{id.count}</span>
          {tooCommon.has(id.value) && <span className="k"> {say('notFollowed')}</span>}
        </button>
      ))}
      {canFollow && (
        <label className="follow" data-tip={say('followText')}>
          <input type="checkbox" checked={isLinked} onChange={(event) => onLinked(event.target.checked)} />
          {say('follow')}
        </label>
      )}
    </div>
  );
}

/** Asks for an id. */
export function TraceField({ onTrace }: { onTrace(value: string): void }) {
  const say = useText(incidentText);
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') onTrace(text.trim());
  };
  return (
    <form className="trace-field" onSubmit={submit}>
      <input
        className="in mono"
        aria-label={say('traceId')}
        placeholder={say('traceId')}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="btn line">
        {say('trace')}
      </button>
    </form>
  );
}
