// Everything that can be done with a pane, by name.
import { Columns2, Copy, Ellipsis, Eraser, FileArchive, Rows2, Search, X } from 'lucide-react';
import { useState } from 'react';
import { parseInstant } from '../../../src/base/time-text.ts';
import { navigate } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { copyPlainText } from '../../rows/clipboard.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useDeskError } from './desk-error.ts';
import { addPane, closePane } from './dock-arrangement.ts';
import { allowBell } from './pane-bell.ts';
import { bundlePane, searchOf } from './pane-scope.ts';
import { newPane, type PaneSettings, type PaneStart } from './pane-settings.ts';
import { changePane, feedOf, useDesk } from './tails-desk.ts';
import { TAILS_TEXT } from './tails-text.ts';

const MINUTE_MS = 60_000;
const MOST_MARKS = 50;
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
  const [isAsking, setAsking] = useState(false);
  const [isMarking, setMarking] = useState(false);
  if (pane === undefined) return null;
  return (
    <>
      <MenuButton
        entries={[
          ...startEntries(pane, say, () => setAsking(true)),
          'line',
          ...paneEntries(pane, say, () => setMarking(true)),
        ]}
        label={say('paneMenu')}
        tip={say('paneMenu')}
        className="btn s sq"
        align="end"
      >
        <Icon of={Ellipsis} />
      </MenuButton>
      {isMarking && <MarksDialog pane={pane} onClose={() => setMarking(false)} />}
      {isAsking && <StartTimeDialog paneId={paneId} onClose={() => setAsking(false)} />}
    </>
  );
}

type SayTails = ReturnType<typeof useText<typeof TAILS_TEXT>>;

function startEntries(pane: PaneSettings, say: SayTails, ask: () => void): MenuEntry[] {
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
    { id: 'time', label: say('startTime'), isChecked: pane.start.kind === 'time', run: ask },
  ];
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
    { id: 'clear', label: say('clear'), icon: Eraser, run: () => feedOf(pane).model.clear() },
    { id: 'close', label: say('closePane'), icon: X, run: () => closePane(pane.id) },
  ];
}

async function toggleWatch(pane: PaneSettings, say: SayTails): Promise<void> {
  if (!pane.isWatched && !(await allowBell())) useDeskError.setState({ message: say('ringRefused') });
  else changePane(pane.id, { isWatched: !pane.isWatched });
}

function MarksDialog({ pane, onClose }: { pane: PaneSettings; onClose(): void }) {
  const say = useText(TAILS_TEXT);
  const [text, setText] = useState(pane.marks.join('\n'));
  const go = () => {
    const marks = text.split('\n').map((word) => word.trim());
    changePane(pane.id, { marks: [...new Set(marks)].filter((word) => word !== '').slice(0, MOST_MARKS) });
    onClose();
  };
  return (
    <Dialog
      title={say('markTitle')}
      closeLabel={say('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="prim" onClick={go}>
            {say('save')}
          </Button>
        </>
      }
    >
      <label className="field">
        <span className="lab">{say('markLabel')}</span>
        <textarea
          className="in mono words"
          rows={4}
          value={text}
          spellCheck={false}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
    </Dialog>
  );
}

function StartTimeDialog({ paneId, onClose }: { paneId: string; onClose(): void }) {
  const say = useText(TAILS_TEXT);
  const [text, setText] = useState('-30m');
  const timeMs = parseInstant(text, Date.now());
  const go = () => {
    if (timeMs === undefined) return;
    changePane(paneId, { start: { kind: 'time', timeMs } });
    onClose();
  };
  return (
    <Dialog
      title={say('startTimeTitle')}
      closeLabel={say('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="prim" disabled={timeMs === undefined} onClick={go}>
            {say('apply')}
          </Button>
        </>
      }
    >
      <label className="field">
        <span className="lab">{say('startTimeLabel')}</span>
        <input
          className={timeMs === undefined ? 'in mono bad' : 'in mono'}
          value={text}
          aria-invalid={timeMs === undefined}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && go()}
        />
        <span className="t3">{timeMs === undefined ? say('startTimeBad', { text }) : say('startTimeHint')}</span>
      </label>
    </Dialog>
  );
}
