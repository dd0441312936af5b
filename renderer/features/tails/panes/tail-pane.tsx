// One pane: its head, and its lines as rows or as a terminal.
import { ArrowDownToLine, Plug, Plus, ScrollText, Search } from 'lucide-react';
import { lazy, Suspense, useCallback, useMemo } from 'react';
import { openContext, openTrace } from '../../../platform/line-actions.ts';
import { navigate } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { askToConnect, connectText } from '../../../platform/workspace-switch.ts';
import { RowList } from '../../../rows/row-list.tsx';
import { ColumnHeads, toggleColumn } from '../../../rows/surface/column-heads.tsx';
import type { RowSurface } from '../../../rows/surface/row-surface.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import { highlightsOf } from '../../../rows/text/query-highlights.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { KeyCaps } from '../../../ui/key-caps.tsx';
import { EmptyState, ErrorNote } from '../../../ui/states.tsx';
import { askToAddLogs } from '../add-logs/add-logs-wish.ts';
import {
  changePane,
  feedOf,
  focusPane,
  followOpened,
  moveTo,
  openEvent,
  setFollowing,
  setSurface,
  surfaceOf,
  useDesk,
} from '../desk/tails-desk.ts';
import { TAILS_TEXT } from '../tails-text.ts';
import { usePinLine } from '../use-pin-line.ts';
import { PaneHead } from './pane-head.tsx';
import { searchOf } from './pane-scope.ts';
import { type PaneSettings, queryOf } from './pane-settings.ts';
import { paneService, paneTitle } from './pane-title.ts';
import { useFeedStatus, useNewCount } from './use-pane.ts';

// xterm is a third of the view's code, and most panes never need it.
const TerminalView = lazy(async () => ({
  default: (await import('../../../rows/terminal/terminal-view.tsx')).TerminalView,
}));

/** A pane by its id; nothing when it is gone. */
export function TailPane({ paneId }: { paneId: string }) {
  const pane = useDesk((state) => state.panes[paneId]);
  return pane === undefined ? null : <Pane pane={pane} />;
}

function Pane({ pane }: { pane: PaneSettings }) {
  const say = useText(TAILS_TEXT);
  const { id } = pane;
  const feed = feedOf(pane);
  const status = useFeedStatus(feed);
  const isFocused = useDesk((state) => state.focused === id);
  const isPaused = useDesk((state) => state.paused.includes(id));
  const isFollowing = useDesk((state) => state.following.includes(id)) || pane.isTerminal;
  const isHeld = isPaused || !isFollowing;
  const newCount = useNewCount(id, isHeld && !pane.isTerminal);
  const classes = ['pane', isFocused ? 'on' : '', isHeld ? 'held' : ''].filter((name) => name !== '').join(' ');
  const { model } = feed;
  return (
    <div className={classes} onFocusCapture={() => focusPane(id)} onPointerDownCapture={() => focusPane(id)}>
      <PaneHead pane={pane} status={status} isPaused={isPaused} isFollowing={isFollowing} newCount={newCount} />
      {status.error !== undefined && status.error.code !== 'QUERY_SYNTAX' && (
        <ErrorNote error={status.error} onRetry={() => feed.restart()} />
      )}
      <div className="pbody">
        {pane.isTerminal ? (
          <Suspense>
            <TerminalView
              model={model}
              label={paneTitle(pane, say)}
              withService={paneService(pane) === undefined}
              isPaused={isPaused}
              onDrawn={feed.drawn}
            />
          </Suspense>
        ) : (
          <Rows pane={pane} isFocused={isFocused} isPaused={isPaused} hosts={status.hosts} />
        )}
        {!pane.isTerminal && status.isEmpty && status.state === 'live' && <Empty pane={pane} />}
      </div>
      {!pane.isTerminal && isHeld && newCount > 0 && (
        <button type="button" className="tofollow" onClick={() => resume(id)}>
          <Icon of={ArrowDownToLine} />
          {say('newLines', { n: newCount })}
          <KeyCaps keys="End" />
        </button>
      )}
    </div>
  );
}

function resume(id: string): void {
  useDesk.setState(({ paused }) => ({ paused: paused.filter((each) => each !== id) }));
  surfaceOf(id)?.setPaused(false);
  surfaceOf(id)?.follow();
}

interface RowsProps {
  pane: PaneSettings;
  isFocused: boolean;
  isPaused: boolean;
  hosts: number;
}

function Rows({ pane, isFocused, isPaused, hosts }: RowsProps) {
  const say = useText(TAILS_TEXT);
  const { id } = pane;
  const feed = feedOf(pane);
  const instantMs = useDesk((state) => state.instantMs);
  const pin = usePinLine();
  const columns = useMemo(
    () => ({ service: paneService(pane) === undefined, host: hosts > 1, fields: pane.fields }),
    [pane, hosts],
  );
  const highlights = useMemo(() => [...highlightsOf(queryOf(pane)), ...pane.marks], [pane]);
  const takeSurface = useCallback(
    (surface: RowSurface | null) => {
      setSurface(id, surface);
      if (surface !== null) setFollowing(id, true);
    },
    [id],
  );
  return (
    <>
      <ColumnHeads
        columns={columns}
        onRemove={(field) => changePane(id, { fields: toggleColumn(pane.fields, field) })}
      />
      <RowList
        model={feed.model}
        label={paneTitle(pane, say)}
        columns={columns}
        highlights={highlights}
        follow
        isActive={isFocused}
        isPaused={isPaused}
        instantMs={instantMs}
        surfaceRef={takeSurface}
        onDrawn={feed.drawn}
        onFollowChange={(isFollowing) => setFollowing(id, isFollowing)}
        onActivate={(event) => openEvent(id, event)}
        onSelect={(event) => followOpened(id, event)}
        onMove={(timeMs) => moveTo(id, timeMs)}
        onIdClick={(_kind, value, event) => openTrace(event, value)}
        onGapClick={(gap) => void feed.fillGap(gap)}
        onAction={(action, event) => {
          if (action === 'trace') openTrace(event);
          else if (action === 'context') openContext(event);
          else if (action === 'pin') pin(event);
        }}
      />
    </>
  );
}

/** Nothing to show: because of the filter, because nothing came from there, or because nothing is collected at all. */
function Empty({ pane }: { pane: PaneSettings }) {
  const say = useText(TAILS_TEXT);
  const sayConnect = useText(connectText);
  const names = pane.selectors.map(({ name }) => visibleText(name)).join(', ');
  const clearFilter = () => changePane(pane.id, { query: '', filters: [] });
  if (queryOf(pane) !== '')
    return (
      <EmptyState
        icon={ScrollText}
        title={say('emptyPane')}
        actions={
          <>
            <Button kind="line" small onClick={clearFilter}>
              {say('clearFilter')}
            </Button>
            <Button small icon={Search} onClick={() => navigate('search', { q: searchOf(pane) })}>
              {say('openSearch')}
            </Button>
          </>
        }
      >
        {say('emptyFiltered')}
      </EmptyState>
    );
  const isAll = pane.selectors.length === 0;
  const actions = (
    <>
      <Button kind="line" small icon={Plus} onClick={() => askToAddLogs()}>
        {say('addLogs')}
      </Button>
      <Button small icon={Plug} onClick={askToConnect}>
        {sayConnect('connect')}
      </Button>
    </>
  );
  return (
    <EmptyState icon={ScrollText} title={say('emptyPane')} {...(isAll ? { actions } : {})}>
      {isAll ? say('emptyPaneText') : say('emptySource', { names })}
    </EmptyState>
  );
}
