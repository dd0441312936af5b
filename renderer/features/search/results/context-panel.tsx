// The lines around a hit: of its file, its host, its service or of everything.
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { setRouteParams } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { eventEntry } from '../../../rows/model/row-entry.ts';
import { RowModel } from '../../../rows/model/row-model.ts';
import { RowList } from '../../../rows/row-list.tsx';
import type { RowSurface, RowSurfaceEvents } from '../../../rows/surface/row-surface.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Segments } from '../../../ui/segments.tsx';
import { ErrorNote } from '../../../ui/states.tsx';
import { searchText } from '../search-text.ts';

const SCOPES = ['file', 'host', 'service', 'all'] as const;
type Scope = (typeof SCOPES)[number];
const STEP = 50;

export interface ContextPanelProps {
  eventId: string;
  scope: string | null;
  events: RowSurfaceEvents;
}

export function ContextPanel({ eventId, scope, events }: ContextPanelProps) {
  const say = useText(searchText);
  const chosen: Scope = SCOPES.find((each) => each === scope) ?? 'file';
  const [reach, setReach] = useState({ before: STEP, after: STEP });
  const { value, error, reload } = useCall('search.context', { eventId, scope: chosen, ...reach });
  const surface = useRef<RowSurface>(null);
  const hit = value?.events.find((event) => event.crosstail?.hit || event.event.id === eventId);
  const model = useMemo(() => {
    const made = new RowModel({ capacity: 20_000 });
    made.append((value?.events ?? []).map((event) => eventEntry(event)));
    return made;
  }, [value]);
  useEffect(() => {
    const entry = model.findById(eventId);
    if (entry !== undefined) surface.current?.reveal(entry);
  }, [model, eventId]);
  return (
    <section className="ctx" aria-label={say('contextOf')}>
      <div className="vhead">
        <h2>{say('context')}</h2>
        <span className="t3 mono trunc">{contextName(chosen, hit)}</span>
        <span className="grow" />
        <span className="t3 nowrap">{say('aroundBy')}</span>
        <Segments
          label={say('aroundBy')}
          value={chosen}
          small
          options={SCOPES.map((each) => ({ value: each, label: say(each) }))}
          onChange={(next) => setRouteParams({ scope: next === 'file' ? '' : next }, { replace: true })}
        />
        <Button small icon={ArrowUp} onClick={() => setReach({ ...reach, before: grown(reach.before) })}>
          {say('before', { n: STEP })}
        </Button>
        <Button small icon={ArrowDown} onClick={() => setReach({ ...reach, after: grown(reach.after) })}>
          {say('after', { n: STEP })}
        </Button>
        <IconButton
          icon={X}
          small
          label={say('closeContext')}
          onClick={() => setRouteParams({ context: '', scope: '' }, { replace: true })}
        />
      </div>
      {error !== undefined && (
        <div className="ctx-error">
          <ErrorNote error={error} onRetry={reload} />
        </div>
      )}
      <RowList
        {...events}
        model={model}
        label={say('contextOf')}
        columns={{ service: chosen === 'all' || chosen === 'host', host: chosen !== 'host' }}
        surfaceRef={surface}
      />
    </section>
  );
}

function grown(lines: number): number {
  return Math.min(5_000, lines + STEP);
}

function contextName(scope: Scope, hit: LogEvent | undefined): string {
  if (hit === undefined || scope === 'all') return '';
  if (scope === 'file') return hit.log?.file?.path ?? '';
  return (scope === 'host' ? hit.host?.name : hit.service?.name) ?? '';
}
