// The line over the panes: layout, new pane, lock of time, pause, start of an incident.
import { ChevronDown, Link2, Pause, Play, Plus } from 'lucide-react';
import { useState } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { clockText } from '../../platform/time-text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton, type MenuEntry } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { addPane } from './desk/dock-arrangement.ts';
import { saveLayoutAs, switchLayout, useLayouts } from './desk/kept-layouts.ts';
import { togglePauseAll, toggleTimeLock, useDesk } from './desk/tails-desk.ts';
import { deleteLayoutUndoable, resetLayoutUndoable } from './desk/undoable.ts';
import { DEFAULT_LAYOUT, newPane } from './panes/pane-settings.ts';
import { StartIncident } from './start-incident.tsx';
import { TAILS_TEXT } from './tails-text.ts';

/** The head of the Tails view. */
export function TailsHead({ hasSample }: { hasSample: boolean }) {
  const say = useText(TAILS_TEXT);
  const zone = usePreferences((state) => state.zone);
  const { panes, paused, following, isTimeLocked, instantMs } = useDesk();
  const paneCount = Object.keys(panes).length;
  const isAllPaused = paneCount > 0 && paused.length === paneCount;
  return (
    <div className="vhead">
      <h1>{say('tails')}</h1>
      <span className="sep" />
      <LayoutMenu hasSample={hasSample} />
      <Button icon={Plus} onClick={() => addPane(newPane())}>
        {say('addPane')}
      </Button>
      <span className="sep" />
      <Button icon={Link2} isOn={isTimeLocked} data-tip={say('lockTimeHint')} onClick={toggleTimeLock}>
        {say('lockTime')}
        {isTimeLocked && instantMs !== undefined && <span className="lock-at">{clockText(instantMs, zone)}</span>}
      </Button>
      <Button icon={isAllPaused ? Play : Pause} isOn={isAllPaused} keys="Space" onClick={togglePauseAll}>
        {say(isAllPaused ? 'resumeAll' : 'pauseAll')}
      </Button>
      <span className="grow" />
      <span className="t3 pane-count">
        {say('paneCount', { n: paneCount, m: following.filter((id) => !paused.includes(id)).length })}
      </span>
      <StartIncident />
    </div>
  );
}

function LayoutMenu({ hasSample }: { hasSample: boolean }) {
  const say = useText(TAILS_TEXT);
  const { current, layouts } = useLayouts();
  const [isNaming, setNaming] = useState(false);
  const nameOf = (name: string) => (name === DEFAULT_LAYOUT ? say('layoutDefault') : name);
  const names = [...new Set([DEFAULT_LAYOUT, current, ...Object.keys(layouts)])];
  const entries: MenuEntry[] = [
    { heading: say('layouts') },
    ...names.map((name) => ({
      id: `layout:${name}`,
      label: nameOf(name),
      isChecked: name === current,
      run: () => name !== current && switchLayout(name, hasSample),
    })),
    'line',
    { id: 'save', label: say('saveLayout'), run: () => setNaming(true) },
    { id: 'reset', label: say('resetLayout'), run: () => resetLayoutUndoable(hasSample) },
    ...(current === DEFAULT_LAYOUT
      ? []
      : [
          {
            id: 'delete',
            label: say('deleteLayout', { name: current }),
            run: () => deleteLayoutUndoable(current, hasSample),
          },
        ]),
  ];
  return (
    <>
      <MenuButton entries={entries} label={say('layouts')}>
        <span className="t3">{say('layout')}</span> {nameOf(current)}
        <Icon of={ChevronDown} size={12} />
      </MenuButton>
      {isNaming && <NameDialog onClose={() => setNaming(false)} />}
    </>
  );
}

function NameDialog({ onClose }: { onClose(): void }) {
  const say = useText(TAILS_TEXT);
  const [name, setName] = useState('');
  const isUsable = name.trim() !== '' && name.trim() !== DEFAULT_LAYOUT;
  const go = () => {
    if (!isUsable) return;
    saveLayoutAs(name.trim());
    toast(say('layoutSaved', { name: name.trim() }));
    onClose();
  };
  return (
    <Dialog
      title={say('saveLayoutTitle')}
      closeLabel={say('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="prim" disabled={!isUsable} onClick={go}>
            {say('save')}
          </Button>
        </>
      }
    >
      <label className="field">
        <span className="lab">{say('layoutName')}</span>
        <input
          className="in"
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && go()}
        />
      </label>
    </Dialog>
  );
}
