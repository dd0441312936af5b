// What the Tails view adds to the palette, the keys and the help.
import {
  ArrowDownToLine,
  FileArchive,
  Link2,
  ListFilter,
  Pause,
  Pin,
  Plus,
  SquareTerminal,
  UnfoldVertical,
  Waypoints,
} from 'lucide-react';
import { useEffect } from 'react';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { type Action, useActions } from '../../platform/actions.ts';
import { openContext, openTrace } from '../../platform/line-actions.ts';
import { useText } from '../../platform/text.ts';
import { useJumpActions } from '../../rows/jump-actions.ts';
import { listInCharge } from '../../rows/list-in-charge.ts';
import { useTakeActions } from '../../rows/take-actions.ts';
import { askToAddLogs } from './add-logs/add-logs-wish.ts';
import { addPane } from './desk/dock-arrangement.ts';
import { changePane, togglePauseAll, toggleTimeLock, useDesk } from './desk/tails-desk.ts';
import { bundlePane } from './panes/pane-scope.ts';
import { newPane } from './panes/pane-settings.ts';
import { TAILS_TEXT } from './tails-text.ts';
import { usePinLine } from './use-pin-line.ts';

function withLine(act: (event: LogEvent) => void): () => void {
  return () => {
    const event = listInCharge()?.activeEvent;
    if (event !== undefined) act(event);
  };
}

/** Registers the view's actions while it stands. */
export function useTailsActions(): void {
  const say = useText(TAILS_TEXT);
  const pin = usePinLine();
  const group = say('group');
  const actions: Action[] = [
    // `Space` names the key for the help; it is listened for below, so that it still presses a button that has the focus.
    { id: 'tails.pause', title: say('pauseAll'), group, icon: Pause, keys: 'Space', run: togglePauseAll },
    {
      id: 'tails.follow',
      title: say('followEnd'),
      group,
      icon: ArrowDownToLine,
      keys: 'End',
      run: () => listInCharge()?.follow(),
    },
    { id: 'tails.filter', title: say('focusFilter'), group, icon: ListFilter, keys: '/', run: focusFilter },
    { id: 'tails.lock', title: say('lockTime'), group, icon: Link2, run: toggleTimeLock },
    { id: 'tails.pane', title: say('addPaneLong'), group, icon: Plus, run: () => addPane(newPane()) },
    { id: 'tails.terminal', title: say('terminal'), group, icon: SquareTerminal, run: toggleTerminal },
    { id: 'tails.bundle', title: say('bundlePane'), group, icon: FileArchive, run: bundleFocused },
    { id: 'tails.add-logs', title: say('addLogs'), group, icon: Plus, run: () => askToAddLogs() },
    ...useJumpActions('tails', group),
    ...useTakeActions('tails', group),
    {
      id: 'tails.trace',
      title: say('traceLine'),
      group,
      icon: Waypoints,
      keys: 't',
      run: withLine((event) => openTrace(event)),
    },
    {
      id: 'tails.context',
      title: say('contextLine'),
      group,
      icon: UnfoldVertical,
      keys: 'c',
      run: withLine(openContext),
    },
    { id: 'tails.pin', title: say('pinLine'), group, icon: Pin, keys: 'p', run: withLine(pin) },
  ];
  useActions(actions);
  useEffect(() => {
    addEventListener('keydown', onSpace);
    return () => removeEventListener('keydown', onSpace);
  }, []);
}

function onSpace(event: KeyboardEvent): void {
  if (event.key !== ' ' || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const { target } = event;
  const isControl =
    target instanceof Element &&
    target.closest('button, a, input, textarea, select, summary, [role=menu], dialog') !== null;
  if (isControl) return;
  event.preventDefault();
  togglePauseAll();
}

function focusFilter(): void {
  const { focused, panes } = useDesk.getState();
  const id = focused ?? Object.keys(panes)[0];
  const field = document.getElementById(`filter-${id}`);
  if (field instanceof HTMLInputElement) {
    field.focus();
    field.select();
  }
}

function bundleFocused(): void {
  const { focused, panes } = useDesk.getState();
  const pane = panes[focused ?? ''] ?? Object.values(panes)[0];
  if (pane !== undefined) bundlePane(pane);
}

function toggleTerminal(): void {
  const { focused, panes } = useDesk.getState();
  const pane = focused === undefined ? undefined : panes[focused];
  if (pane !== undefined) changePane(pane.id, { isTerminal: !pane.isTerminal });
}
