// Live tails side by side: the first view.
import './tails.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { AppError } from '../../../src/base/errors.ts';
import { quoteValue } from '../../../src/query/complete-query.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useDroppedFiles } from '../../platform/dropped-files.ts';
import { openContext, openTrace } from '../../platform/line-actions.ts';
import { navigate, setRouteParams, useRoute } from '../../platform/route.ts';
import { useCall } from '../../platform/use-call.ts';
import { useStream } from '../../platform/use-stream.ts';
import { EventDrawer } from '../../rows/drawer/event-drawer.tsx';
import { toggleColumn } from '../../rows/surface/column-heads.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { AddLogsDialog } from './add-logs/add-logs-dialog.tsx';
import { askToAddLogs, useAddLogsWish } from './add-logs/add-logs-wish.ts';
import { useDeskError } from './desk/desk-error.ts';
import { addPane } from './desk/dock-arrangement.ts';
import { keepSoon, useLayouts } from './desk/kept-layouts.ts';
import { changePane, closeEvent, putPane, setDeskClient, surfaceOf, useDesk } from './desk/tails-desk.ts';
import { TailsDock } from './desk/tails-dock.tsx';
import { defaultPanes, newPane } from './panes/pane-settings.ts';
import { SampleBar } from './sample-bar.tsx';
import { useTailsActions } from './tails-actions.ts';
import { TailsHead } from './tails-head.tsx';
import { LINK_CLEARED, linkedPane } from './tails-link.ts';
import { usePinLine } from './use-pin-line.ts';

/** The Tails view. */
export function TailsView() {
  const client = useConsole();
  const adding = useAddLogsWish((state) => state.paths);
  useTailsActions();
  useDroppedFiles(askToAddLogs);
  useEffect(() => setDeskClient(client), [client]);
  const described = useCall('workspace.describe', {});
  const status = useStream('workspace.status', {}).latest;
  const sample = status?.sample ?? described.value?.sample;
  const isReady = useDeskReady(described.value === undefined ? undefined : described.value.sample.mode !== 'off');
  const deskError = useDeskError((state) => state.message);
  return (
    <div className="tails">
      <TailsHead hasSample={sample !== undefined && sample.mode !== 'off'} />
      {sample !== undefined && <SampleBar sample={sample} />}
      {described.error !== undefined && <ErrorNote error={described.error} onRetry={described.reload} />}
      {deskError !== undefined && (
        <ErrorNote
          error={new AppError('INTERNAL', deskError)}
          onRetry={() => useDeskError.setState({ message: undefined })}
        />
      )}
      <div className="split">
        {isReady && <Dock />}
        <Drawer />
      </div>
      {adding !== undefined && (
        <AddLogsDialog paths={adding} onClose={() => useAddLogsWish.setState({ paths: undefined })} />
      )}
    </div>
  );
}

/** Puts the kept or the default panes on an empty desk; true once they are there. */
function useDeskReady(hasSample: boolean | undefined): boolean {
  const [isReady, setReady] = useState(() => Object.keys(useDesk.getState().panes).length > 0);
  useLayoutEffect(() => {
    if (isReady) return;
    const { current, layouts } = useLayouts.getState();
    const layout = layouts[current];
    if (layout === undefined && hasSample === undefined) return;
    const panes = layout === undefined ? defaultPanes(hasSample === true) : Object.values(layout.panes);
    for (const pane of panes) putPane(pane);
    setReady(true);
  }, [isReady, hasSample]);
  return isReady;
}

function Dock() {
  const { params } = useRoute();
  const written = useRef(useLayouts.getState().layouts[useLayouts.getState().current]?.dock);
  useEffect(() => {
    const pane = linkedPane(params);
    if (pane === undefined) return;
    addPane(pane);
    keepSoon();
    setRouteParams(LINK_CLEARED, { replace: true });
  }, [params]);
  return <TailsDock written={written.current} />;
}

function Drawer() {
  const opened = useDesk((state) => state.opened);
  const fields = useDesk((state) => state.panes[state.opened?.pane ?? '']?.fields) ?? [];
  const pin = usePinLine();
  if (opened === undefined) return null;
  const { pane, event } = opened;
  return (
    <EventDrawer
      event={event}
      onClose={closeEvent}
      onStep={(direction) => step(pane, direction)}
      onTrace={(value) => openTrace(event, value)}
      onTailOnly={(value) => addPane(newPane({ filters: [`id:${quoteValue(value)}`] }), 'within', pane)}
      onSearch={(query) => navigate('search', { q: query })}
      onContext={openContext}
      onPin={pin}
      columns={fields}
      onColumn={(field) => changePane(pane, { fields: toggleColumn(fields, field) })}
    />
  );
}

function step(pane: string, direction: 1 | -1): void {
  const surface = surfaceOf(pane);
  const entry = surface?.model.findEvent(surface.activeEntry, direction, () => true);
  if (surface !== undefined && entry !== undefined) surface.reveal(entry);
}
