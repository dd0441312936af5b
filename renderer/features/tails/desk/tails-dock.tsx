// The dock: panes that split, tab, move and maximise, by dockview.
import 'dockview-react/dist/styles/dockview.css';
import {
  DockviewReact,
  type DockviewReadyEvent,
  type DockviewTheme,
  type IDockviewHeaderActionsProps,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import { Layers, Maximize2, Minimize2, Plus, SquareSplitHorizontal, X } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useText } from '../../../platform/text.ts';
import { serviceStyle } from '../../../rows/service-tag.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { EmptyState } from '../../../ui/states.tsx';
import { PaneMenu } from '../panes/pane-menu.tsx';
import { newPane } from '../panes/pane-settings.ts';
import { paneService, paneTitle } from '../panes/pane-title.ts';
import { TailPane } from '../panes/tail-pane.tsx';
import { TAILS_TEXT } from '../tails-text.ts';
import { addPane, arrange, PANE_PART, setDock, toggleMaximised } from './dock-arrangement.ts';
import { keepSoon } from './kept-layouts.ts';
import { dropPane, focusPane, useDesk } from './tails-desk.ts';
import { closePaneUndoable } from './undoable.ts';

const THEME: DockviewTheme = {
  name: 'crosstail',
  className: 'dockview-theme-crosstail',
  gap: 5,
  dndOverlayMounting: 'relative',
  dndPanelOverlay: 'group',
  dndTabIndicator: 'line',
  tabGroupIndicator: 'none',
};

const PARTS = { [PANE_PART]: (props: IDockviewPanelProps) => <TailPane paneId={props.api.id} /> };

/** The dock with the desk's panes; `written` is how they were arranged. */
export function TailsDock({ written }: { written: unknown }) {
  const ending = useRef<() => void>(undefined);
  useLayoutEffect(() => () => ending.current?.(), []);
  const onReady = ({ api }: DockviewReadyEvent) => {
    setDock(api);
    arrange(written);
    const subscriptions = [
      api.onDidRemovePanel((panel) => dropPane(panel.id)),
      api.onDidActivePanelChange((change) => {
        const id = change?.panel?.id;
        if (id !== undefined) focusPane(id);
      }),
      api.onDidLayoutChange(keepSoon),
    ];
    ending.current = () => {
      for (const subscription of subscriptions) subscription.dispose();
      setDock(undefined);
    };
  };
  useEffect(() => useDesk.subscribe((state, before) => state.panes !== before.panes && keepSoon()), []);
  return (
    <div className="tails-dock">
      <DockviewReact
        theme={THEME}
        components={PARTS}
        defaultTabComponent={PaneTab}
        rightHeaderActionsComponent={GroupActions}
        watermarkComponent={NoPanes}
        disableFloatingGroups
        noPanelsOverlay="emptyGroup"
        onReady={onReady}
      />
    </div>
  );
}

function PaneTab({ api }: IDockviewPanelHeaderProps) {
  const say = useText(TAILS_TEXT);
  const pane = useDesk((state) => state.panes[api.id]);
  const title = pane === undefined ? '' : paneTitle(pane, say);
  // The dock names tab and panel by it.
  useEffect(() => api.setTitle(title), [api, title]);
  if (pane === undefined) return null;
  const service = paneService(pane);
  return (
    <span className="ptab-in" style={service === undefined ? undefined : serviceStyle(service)} data-tip={title}>
      {service === undefined ? <Icon of={Layers} /> : <i className="svcbar" />}
      <span className="trunc">{title}</span>
      {/* The pane's menu has the same by keyboard; a button within a tab could not be reached anyway. */}
      <span
        className="ptab-x"
        aria-hidden="true"
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => {
          event.stopPropagation();
          closePaneUndoable(pane.id);
        }}
      >
        <Icon of={X} size={12} />
      </span>
    </span>
  );
}

function GroupActions({ activePanel, api, containerApi }: IDockviewHeaderActionsProps) {
  const say = useText(TAILS_TEXT);
  const [isMaximised, setMaximised] = useState(api.isMaximized());
  useEffect(() => {
    const subscription = containerApi.onDidMaximizedGroupChange(() => setMaximised(api.isMaximized()));
    return () => subscription.dispose();
  }, [api, containerApi]);
  if (activePanel === undefined) return null;
  const { id } = activePanel;
  return (
    <span className="ptabs-end">
      <IconButton icon={Plus} small label={say('newTab')} onClick={() => addPane(newPane(), 'within', id)} />
      <IconButton
        icon={isMaximised ? Minimize2 : Maximize2}
        small
        label={say(isMaximised ? 'restore' : 'maximise')}
        onClick={() => toggleMaximised(id)}
      />
      <PaneMenu paneId={id} />
    </span>
  );
}

function NoPanes() {
  const say = useText(TAILS_TEXT);
  return (
    <EmptyState
      icon={SquareSplitHorizontal}
      title={say('dockEmpty')}
      actions={
        <Button kind="prim" icon={Plus} onClick={() => addPane(newPane())}>
          {say('addPaneLong')}
        </Button>
      }
    >
      {say('dockEmptyText')}
    </EmptyState>
  );
}
