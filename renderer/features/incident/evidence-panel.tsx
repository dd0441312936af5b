import { Pin, Search, X } from 'lucide-react';
import { useMemo } from 'react';
import { type LogEvent, timeOf } from '../../../src/model/log-event.ts';
import { quoteValue } from '../../../src/query/complete-query.ts';
import { navigate } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { useStream } from '../../platform/use-stream.ts';
import { eventEntry } from '../../rows/model/row-entry.ts';
import { RowModel } from '../../rows/model/row-model.ts';
import { RowList } from '../../rows/row-list.tsx';
import { ServiceTag } from '../../rows/service-tag.tsx';
import type { RowSurfaceEvents } from '../../rows/surface/row-surface.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { incidentText } from './incident-text.ts';
import type { Suspect } from './suspects-panel.tsx';

export interface EvidencePanelProps {
  suspect: Suspect;
  /** Lines that came with the ranking. */
  known: readonly LogEvent[];
  window: { fromMs: number; toMs: number };
  events: RowSurfaceEvents;
  onPin(events: readonly LogEvent[]): void;
  onClose(): void;
}

const MOST = 100;

/** The lines that carry what a suspect's reasons say. */
export function EvidencePanel({ suspect, known, window, events, onPin, onClose }: EvidencePanelProps) {
  const say = useText(incidentText);
  const ids = useMemo(() => [...new Set(suspect.reasons.flatMap((reason) => reason.events))].slice(0, MOST), [suspect]);
  const here = useMemo(() => new Map(known.map((event) => [event.event.id, event])), [known]);
  const missing = ids.filter((id) => !here.has(id));
  // Evidence may lie in the baseline as well: what is gone now was there then. No range is given.
  const { latest, error, isDone } = useStream(
    'search.find',
    missing.length === 0
      ? null
      : { query: `event.id:(${missing.map(quoteValue).join(' OR ')})`, range: {}, order: 'oldest', limit: MOST },
  );
  const lines = useMemo(() => {
    const all = [...ids.flatMap((id) => here.get(id) ?? []), ...(latest?.events ?? [])];
    return all.sort((a, b) => timeOf(a) - timeOf(b));
  }, [ids, here, latest]);
  const model = useMemo(() => {
    const made = new RowModel({ capacity: MOST * 2 });
    made.append(lines.map((event) => eventEntry(event)));
    return made;
  }, [lines]);
  const { fromMs, toMs } = window;
  const openSearch = () =>
    navigate('search', {
      q: `service:${quoteValue(suspect.service)}`,
      from: new Date(fromMs).toISOString(),
      to: new Date(toMs).toISOString(),
      order: 'oldest',
    });
  return (
    <section className="evidence" aria-label={`${say('evidenceOf')} ${suspect.service}`}>
      <div className="trace-head">
        <span className="t2">{say('evidenceOf')}</span>
        <ServiceTag name={suspect.service} />
        <span className="grow" />
        <Button small icon={Pin} disabled={lines.length === 0} onClick={() => onPin(lines)}>
          {say('pinAll')}
        </Button>
        <Button small icon={Search} onClick={openSearch}>
          {say('openSearch')}
        </Button>
        <IconButton icon={X} small label={say('closeEvidence')} onClick={onClose} />
      </div>
      {error !== undefined && (
        <div className="pad">
          <ErrorNote error={error} />
        </div>
      )}
      {isDone && lines.length === 0 && error === undefined && <p className="pad t2">{say('noEvidence')}</p>}
      <RowList {...events} model={model} label={say('evidence')} columns={{ service: true, host: true }} />
    </section>
  );
}
