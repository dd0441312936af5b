// Everything that can be done with a pane, by name.
import { Columns2, Copy, Ellipsis, Eraser, FileArchive, Highlighter, Rows2, Search, X } from 'lucide-react';
import { useState } from 'react';
import { changeSet, editHighlights, useHighlightSets } from '../../../platform/highlight-sets.ts';
import { navigate } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { copyPlainText } from '../../../rows/clipboard.ts';
import { Icon } from '../../../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../../../ui/menu.tsx';
import { toast } from '../../../ui/toast.tsx';
import { useDeskError } from '../desk/desk-error.ts';
import { addPane } from '../desk/dock-arrangement.ts';
import { changePane, feedOf, useDesk } from '../desk/tails-desk.ts';
import { clearPaneUndoable, closePaneUndoable } from '../desk/undoable.ts';
import { TAILS_TEXT } from '../tails-text.ts';
import { allowBell } from './pane-bell.ts';
import { MarksDialog, StartOffsetDialog, StartTimeDialog } from './pane-dialogs.tsx';
import { bundlePane, searchOf } from './pane-scope.ts';
import { newPane, type PaneSettings, type PaneStart } from './pane-settings.ts';

const MINUTE_MS = 60_000;
const STARTS: readonly PaneStart[] = [
  { kind: 'now' },
  { kind: 'last', count: 500 },
  { kind: 'last', count: 5_000 },
  { kind: 'ago', ms: 15 * MINUTE_MS },
  { kind: 'ago', ms: 60 * MINUTE_MS },
];

/** The menu of a pane. */
export function PaneMenu({ paneId }: { paneId: string }) {
  const say = useText(TAILS_TEXT);
  const pane = useDesk((state) => state.panes[paneId]);
  const [asking, setAsking] = useState<'time' | 'offset' | 'marks'>();
  const close = () => setAsking(undefined);
  if (pane === undefined) return null;
  return (
    <>
      <MenuButton
        entries={[...startEntries(pane, say, setAsking), 'line', ...paneEntries(pane, say, () => setAsking('marks'))]}
        label={say('paneMenu')}
        tip={say('paneMenu')}
        className="btn s sq"
        align="end"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      {asking === 'marks' && <MarksDialog pane={pane} onClose={close} />}
      {asking === 'time' && <StartTimeDialog paneId={paneId} onClose={close} />}
      {asking === 'offset' && <StartOffsetDialog paneId={paneId} onClose={close} />}
    </>
  );
}

type SayTails = ReturnType<typeof useText<typeof TAILS_TEXT>>;

function startEntries(pane: PaneSettings, say: SayTails, ask: (what: 'time' | 'offset') => void): MenuEntry[] {
  const words = (start: PaneStart) => {
    if (start.kind === 'last') return say('startLast', { n: start.count });
    return start.kind === 'ago' ? say('startAgo', { n: start.ms / MINUTE_MS }) : say('startNow');
  };
  const isSame = (start: PaneStart) => JSON.stringify(start) === JSON.stringify(pane.start);
  return [
    { heading: say('startAt') },
    ...STARTS.map((start) => ({
      id: JSON.stringify(start),
      label: words(start),
      isChecked: isSame(start),
      run: () => (isSame(start) ? feedOf(pane).restart() : changePane(pane.id, { start })),
    })),
    { id: 'time', label: say('startTime'), isChecked: pane.start.kind === 'time', run: () => ask('time') },
    ...(hasOneTopic(pane)
      ? [
          {
            id: 'offset',
            label: say('startOffset'),
            isChecked: pane.start.kind === 'offset',
            run: () => ask('offset'),
          },
        ]
      : []),
  ];
}

/** Offsets are a topic's own: only a pane of one topic can start from one. */
function hasOneTopic({ selectors }: PaneSettings): boolean {
  return selectors.filter(({ kind }) => kind === 'topic').length === 1;
}

function paneEntries(pane: PaneSettings, say: SayTails, askMarks: () => void): MenuEntry[] {
  const copyOf = () => newPane({ ...pane, id: newPane().id });
  return [
    {
      id: 'terminal',
      label: say('terminal'),
      isChecked: pane.isTerminal,
      run: () => changePane(pane.id, { isTerminal: !pane.isTerminal }),
    },
    {
      id: 'watch',
      label: say('ringOnLine'),
      isChecked: pane.isWatched,
      run: () => void toggleWatch(pane, say),
    },
    {
      id: 'repeats',
      label: say('foldRepeats'),
      isChecked: pane.foldRepeats,
      run: () => changePane(pane.id, { foldRepeats: !pane.foldRepeats }),
    },
    { id: 'marks', label: say('markWords'), isChecked: pane.marks.length > 0, run: askMarks },
    ...highlightEntries(say),
    'line',
    { id: 'right', label: say('splitRight'), icon: Columns2, run: () => addPane(copyOf(), 'right', pane.id) },
    { id: 'down', label: say('splitDown'), icon: Rows2, run: () => addPane(copyOf(), 'below', pane.id) },
    'line',
    {
      id: 'copy',
      label: say('copyAll'),
      icon: Copy,
      run: () => {
        const events = feedOf(pane).model.events();
        copyPlainText(events.map((event) => event.message).join('\n'));
        toast(say('copiedAll', { n: events.length }));
      },
    },
    { id: 'search', label: say('openSearch'), icon: Search, run: () => navigate('search', { q: searchOf(pane) }) },
    { id: 'bundle', label: say('bundlePane'), icon: FileArchive, run: () => bundlePane(pane) },
    { id: 'clear', label: say('clear'), icon: Eraser, run: () => clearPaneUndoable(pane) },
    { id: 'close', label: say('closePane'), icon: X, run: () => closePaneUndoable(pane.id) },
  ];
}

function highlightEntries(say: SayTails): MenuEntry[] {
  return [
    { heading: say('highlightsHeading') },
    ...useHighlightSets.getState().sets.map((set) => ({
      id: `highlight:${set.id}`,
      label: set.name,
      isChecked: set.isOn,
      run: () => changeSet(set.id, { isOn: !set.isOn }),
    })),
    { id: 'highlights', label: say('editHighlights'), icon: Highlighter, run: editHighlights },
  ];
}

async function toggleWatch(pane: PaneSettings, say: SayTails): Promise<void> {
  if (!pane.isWatched && !(await allowBell())) useDeskError.setState({ message: say('ringRefused') });
  else changePane(pane.id, { isWatched: !pane.isWatched });
}
