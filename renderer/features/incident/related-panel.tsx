import { Waypoints } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { openContext } from '../../platform/line-actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { stretchText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { eventEntry } from '../../rows/model/row-entry.ts';
import { RowModel } from '../../rows/model/row-model.ts';
import { RowList } from '../../rows/row-list.tsx';
import type { RowSurfaceEvents } from '../../rows/surface/row-surface.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { incidentText } from './incident-text.ts';
import { TraceLanes } from './trace-lanes.tsx';

const LEVELS = ['80', '50', '20'] as const;
type Level = (typeof LEVELS)[number];
const MOST_WORDS = 8;

/** What belongs to a line that has no id: a guess by rare words, so it says how sure it is. */
export function RelatedPanel({ eventId, events }: { eventId: string; events: RowSurfaceEvents }) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const { value, error, reload } = useCall('trace.related', { eventId });
  const [chosen, setChosen] = useState<Level>();
  const level = chosen ?? LEVELS.find((each) => sureOf(value?.related, each).length > 0) ?? '20';
  const lines = useMemo(() => {
    const sure = sureOf(value?.related, level).map(({ event }) => event);
    return value === undefined ? [] : byTime([...sure, value.seed]);
  }, [value, level]);
  const words = useMemo(() => sharedWords(sureOf(value?.related, level)), [value, level]);
  const model = useMemo(() => {
    const made = new RowModel({ capacity: 5_001 });
    made.append(lines.map((event) => eventEntry(event)));
    return made;
  }, [lines]);
  if (error !== undefined)
    return (
      <div className="pad">
        <ErrorNote error={error} onRetry={reload} />
      </div>
    );
  if (value === undefined) return <Working>{say('findingRelated')}</Working>;
  if (value.related.length === 0)
    return (
      <EmptyState
        icon={Waypoints}
        title={say('noRelated')}
        actions={
          <Button kind="line" onClick={() => openContext(value.seed)}>
            {say('context')}
          </Button>
        }
      >
        {say('noRelatedText')}
      </EmptyState>
    );
  return (
    <>
      <div className="trace-head">
        <h2>{say('related')}</h2>
        <span className="badge warn" data-tip={say('guessText')}>
          {say('guess')}
        </span>
        <span className="t2 trunc">
          {say('relatedOf', {
            n: lines.length - 1,
            range: stretchText(value.range.fromMs ?? 0, value.range.toMs ?? 0, zone),
          })}
        </span>
        <span className="grow" />
        {value.leftOut > 0 && <span className="badge warn">{say('notLookedAt', { n: value.leftOut })}</span>}
        <Segments<Level>
          small
          label={say('confidence')}
          value={level}
          options={LEVELS.map((each) => ({
            value: each,
            label: say('atLeast', { n: each, lines: sureOf(value.related, each).length }),
          }))}
          onChange={(next: Level) => setChosen(next)}
        />
      </div>
      <TraceLanes events={lines} firstErrorId={null} onPick={(event) => openContext(event)} />
      <div className="linked">
        <span className="t3">{say('sharedWords')}</span>
        {words.slice(0, MOST_WORDS).map((word) => (
          <span className="chip mono" key={word}>
            {word}
          </span>
        ))}
      </div>
      <RowList
        {...events}
        model={model}
        label={say('relatedLines')}
        columns={{ service: true, host: true }}
        highlights={words}
      />
    </>
  );
}

interface Related {
  event: LogEvent;
  confidence: number;
  shared: string[];
}

function sureOf<Each extends Related>(related: readonly Each[] | undefined, level: Level): Each[] {
  return (related ?? []).filter(({ confidence }) => confidence >= Number(level) / 100);
}

function byTime(events: LogEvent[]): LogEvent[] {
  return events.sort((a, b) => (a['@timestamp'] < b['@timestamp'] ? -1 : a['@timestamp'] > b['@timestamp'] ? 1 : 0));
}

/** Shared words, the most frequent first. */
function sharedWords(related: readonly Related[]): string[] {
  const counts = new Map<string, number>();
  for (const { shared } of related) for (const word of shared) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}
