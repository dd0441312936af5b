import { FileArchive, Plus, Siren } from 'lucide-react';
import { useMemo } from 'react';
import { parseInstant } from '../../../src/base/time-text.ts';
import { useActions } from '../../platform/actions.ts';
import { askForBundle } from '../../platform/bundle-request.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { newIncident, setCurrentIncident, TRACE_REACH_MS } from '../../platform/line-actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate, routeHash, setRouteParams, useRoute } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { useTimeRange } from '../../platform/time-bar.ts';
import { dayText, secondText, stretchText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { useLineEvents } from '../../rows/use-line-events.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorNote } from '../../ui/states.tsx';
import { IncidentDesk } from './incident-desk.tsx';
import { incidentText } from './incident-text.ts';
import { proposeTimes } from './propose-times.ts';
import { RelatedPanel } from './related-panel.tsx';
import { TraceField, TracePanel } from './trace-panel.tsx';
import './incident.css';

/** One incident, a trace that belongs to none yet, or the list of incidents. */
export function IncidentView() {
  const say = useText(incidentText);
  const { id, params } = useRoute();
  const create = useCreateIncident();
  useActions([
    { id: 'incident.new', group: say('incidents'), title: say('newHere'), icon: Plus, run: () => void create(null) },
  ]);
  if (id !== '') return <IncidentDesk id={id} />;
  const trace = params.get('trace');
  const like = params.get('like');
  if (trace === null && like !== null) return <RelatedLines eventId={like} />;
  return trace === null ? (
    <IncidentList onNew={() => void create(null)} />
  ) : (
    <LooseTrace traceId={trace} onKeep={create} />
  );
}

/** Makes an incident of the time range shown. */
function useCreateIncident(): (traceId: string | null) => Promise<void> {
  const client = useConsole();
  const { fromMs, toMs } = useTimeRange();
  return async (traceId) => {
    if (client === undefined) return;
    const proposed = await proposeTimes(client, { fromMs, toMs });
    const saved = await client['incidents.save']({ ...newIncident(undefined, proposed, traceId ?? ''), traceId });
    setCurrentIncident(saved.id);
    navigate('incident', {}, { id: saved.id });
  };
}

function LooseTrace({ traceId, onKeep }: { traceId: string; onKeep(traceId: string): Promise<void> }) {
  const say = useText(incidentText);
  const { params } = useRoute();
  const shown = useTimeRange();
  const events = useLineEvents();
  const at = params.get('at');
  const range = useMemo(() => {
    const atMs = at === null ? undefined : parseInstant(at, Date.now());
    if (atMs === undefined) return { fromMs: shown.fromMs, toMs: shown.toMs };
    return { fromMs: atMs - TRACE_REACH_MS, toMs: atMs + TRACE_REACH_MS };
  }, [at, shown.fromMs, shown.toMs]);
  const trace = (value: string) => setRouteParams({ trace: value });
  return (
    <>
      <div className="vhead">
        <h1>{say('trace')}</h1>
        <TraceField onTrace={trace} />
        <span className="grow" />
        <Button icon={FileArchive} onClick={() => askForBundle({ query: '', ...range, trace: traceId })}>
          {say('bundle')}
        </Button>
        <Button kind="line" icon={Siren} onClick={() => void onKeep(traceId)}>
          {say('keepTrace')}
        </Button>
      </div>
      <div className="trace grow">
        <TracePanel traceId={traceId} range={range} events={events} onTrace={trace} />
      </div>
    </>
  );
}

function RelatedLines({ eventId }: { eventId: string }) {
  const say = useText(incidentText);
  const events = useLineEvents();
  return (
    <>
      <div className="vhead">
        <h1>{say('related')}</h1>
        <TraceField onTrace={(trace) => navigate('incident', { trace })} />
      </div>
      <div className="trace grow">
        <RelatedPanel key={eventId} eventId={eventId} events={events} />
      </div>
    </>
  );
}

function IncidentList({ onNew }: { onNew(): void }) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const { value, error, reload } = useCall('incidents.list', {});
  const incidents = [...(value?.incidents ?? [])].sort((a, b) => b.updatedAtMs - a.updatedAtMs);
  const create = (
    <Button kind="prim" icon={Plus} onClick={onNew}>
      {say('newIncident')}
    </Button>
  );
  return (
    <>
      <div className="vhead">
        <h1>{say('incidents')}</h1>
        <span className="t3">{incidents.length}</span>
        <span className="grow" />
        <TraceField onTrace={(trace) => navigate('incident', { trace })} />
        {incidents.length > 0 && create}
      </div>
      {error !== undefined && (
        <div className="pad">
          <ErrorNote error={error} onRetry={reload} />
        </div>
      )}
      {value !== undefined && incidents.length === 0 && (
        <EmptyState icon={Siren} title={say('emptyTitle')} actions={create}>
          {say('emptyText')}
        </EmptyState>
      )}
      {incidents.length > 0 && (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>{say('incidents')}</th>
                <th>{say('window')}</th>
                <th className="num">{say('pins')}</th>
                <th>{say('saved', { time: '' })}</th>
              </tr>
            </thead>
            <tbody>
              {incidents.map((incident) => (
                <tr key={incident.id}>
                  <td>
                    <a href={routeHash('incident', {}, incident.id)}>
                      {incident.title === '' ? say('untitled') : incident.title}
                    </a>
                  </td>
                  <td className="mono">{stretchText(incident.window.fromMs, incident.window.toMs, zone)}</td>
                  <td className="num">{incident.pins.length}</td>
                  <td className="mono">
                    {dayText(incident.updatedAtMs, zone)} {secondText(incident.updatedAtMs, zone)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
