// The hits, the details of the one that is open, and the lines around the one that was asked for.
import { Siren } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { LogEvent } from '../../../../src/model/log-event.ts';
import { quoteValue } from '../../../../src/query/complete-query.ts';
import { useActions } from '../../../platform/actions.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { openTrace, startIncident } from '../../../platform/line-actions.ts';
import { lineText } from '../../../platform/line-text.ts';
import { navigate, setRouteParams, useRoute } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { useTimeRange } from '../../../platform/time-bar.ts';
import { EventDrawer } from '../../../rows/drawer/event-drawer.tsx';
import type { RowModel } from '../../../rows/model/row-model.ts';
import { RowList } from '../../../rows/row-list.tsx';
import { ColumnHeads } from '../../../rows/surface/column-heads.tsx';
import type { RowSurface } from '../../../rows/surface/row-surface.ts';
import { highlightsOf } from '../../../rows/text/query-highlights.ts';
import { useLineEvents } from '../../../rows/use-line-events.ts';
import { searchText } from '../search-text.ts';
import { toggleSearchColumn } from '../use-search-place.ts';
import { ContextPanel } from './context-panel.tsx';

export interface ResultListProps {
  model: RowModel;
  query: string;
  /** Shown in columns of their own. */
  fields: readonly string[];
  onNearEnd(): void;
  /** New hits come in at the top: who reads there stays there. */
  growsAtTop: boolean;
}

export function ResultList({ model, query, fields, onNearEnd, growsAtTop }: ResultListProps) {
  const say = useText(searchText);
  const { params } = useRoute();
  const { fromMs, toMs } = useTimeRange();
  const [open, setOpen] = useState<LogEvent>();
  const surface = useRef<RowSurface>(null);
  const highlights = useMemo(() => highlightsOf(query), [query]);
  const isOpen = open !== undefined;
  // With the drawer open it shows the line one moves to.
  const own = useMemo(() => ({ onActivate: setOpen, ...(isOpen ? { onSelect: setOpen } : {}) }), [isOpen]);
  const common = useLineEvents(own);
  const events = useMemo(
    () => ({
      ...common,
      onAction: (action: 'trace' | 'context' | 'pin' | 'copy', event: LogEvent) => {
        if (action === 'context') setRouteParams({ context: event.event.id }, { replace: true });
        else common.onAction?.(action, event);
      },
    }),
    [common],
  );
  const step = (direction: 1 | -1) => {
    const row = surface.current?.activeRow;
    if (row !== undefined) surface.current?.activate(row + direction);
  };
  const client = useConsole();
  const sayLine = useText(lineText);
  useActions(
    open === undefined || client === undefined
      ? []
      : [
          {
            id: 'search.incident',
            group: sayLine('line'),
            title: sayLine('startHere'),
            icon: Siren,
            run: () => void startIncident(client, open).then(({ id }) => navigate('incident', {}, { id })),
          },
        ],
  );
  const isAtTop = useRef(true);
  useEffect(() => {
    isAtTop.current = true;
    return model.subscribe(() => {
      if (growsAtTop && isAtTop.current) surface.current?.scrollToRow(0);
    });
  }, [model, growsAtTop]);
  const columns = { service: true, host: true, date: toMs - fromMs > 24 * 3_600_000, fields };
  const contextId = params.get('context');
  return (
    <div className="split">
      <div className="col grow">
        <ColumnHeads columns={columns} onRemove={(field) => toggleSearchColumn(fields, field)} />
        <RowList
          {...events}
          model={model}
          label={say('list')}
          columns={columns}
          highlights={highlights}
          surfaceRef={surface}
          onNearEnd={onNearEnd}
          onDrawn={() => {
            isAtTop.current = (surface.current?.window.topPx ?? 0) < 1;
          }}
        />
        {contextId !== null && (
          <ContextPanel key={contextId} eventId={contextId} scope={params.get('scope')} events={common} />
        )}
      </div>
      {open !== undefined && (
        <EventDrawer
          event={open}
          onClose={() => {
            setOpen(undefined);
            surface.current?.focus();
          }}
          onStep={step}
          onTrace={(value) => openTrace(open, value)}
          onTailOnly={(value) => navigate('tails', { q: `id:${quoteValue(value)}` })}
          onSearch={(wanted) => setRouteParams({ q: wanted, context: '' })}
          onContext={(event) => events.onAction('context', event)}
          onPin={(event) => events.onAction('pin', event)}
          columns={fields}
          onColumn={(field) => toggleSearchColumn(fields, field)}
        />
      )}
    </div>
  );
}
