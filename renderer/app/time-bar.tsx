import { ChevronDown, ChevronLeft, ChevronRight, Clock, RotateCw } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { parseInstant } from '../../src/base/time-text.ts';
import { useConsole } from '../platform/console-context.tsx';
import { usePreferences } from '../platform/preferences.ts';
import { useText } from '../platform/text.ts';
import {
  chooseRange,
  chooseStretch,
  type ShownRange,
  shiftRange,
  toggleLive,
  useTimeAnchor,
  useTimeRange,
} from '../platform/time-bar.ts';
import { stretchText, zoneText } from '../platform/time-text.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { uiText } from '../ui/ui-text.ts';
import { appText } from './app-text.ts';
import { RANGES } from './frame-choices.ts';

/** The one time range: presets, typed ends, back and forward, held or moving. */
export function TimeBar() {
  const say = useText(appText);
  const zone = usePreferences((state) => state.zone);
  const client = useConsole();
  const range = useTimeRange();
  const [isTyping, setTyping] = useState(false);
  const preset = RANGES.find(({ from }) => range.isLive && from === range.fromText);
  const name =
    preset === undefined ? stretchText(range.fromMs, range.toMs, zone) : say('last', { time: say(preset.name) });
  const showEverything = async () => {
    const stats = await client?.['store.stats']({});
    if (stats?.fromMs != null && stats.toMs != null) chooseStretch(stats.fromMs, stats.toMs + 1);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a row of buttons, not fields */}
      <div className="timebar" role="group" aria-label={say('time')}>
        <MenuButton
          className="btn range"
          label={say('range')}
          align="end"
          entries={[
            ...RANGES.map(({ from, name: key }) => ({
              id: from,
              label: say('last', { time: say(key) }),
              isChecked: from === preset?.from,
              run: () => chooseRange(from, 'now'),
            })),
            'line' as const,
            { id: 'all', label: say('everything'), run: () => void showEverything() },
            { id: 'custom', label: say('custom'), run: () => setTyping(true) },
          ]}
        >
          <Icon of={Clock} />
          {name} <span className="t3">{zoneText(zone, range.toMs)}</span>
          <Icon of={ChevronDown} size={12} />
        </MenuButton>
        <IconButton icon={ChevronLeft} label={say('back')} keys="[" onClick={() => shiftRange(-1)} />
        <IconButton icon={ChevronRight} label={say('forward')} keys="]" onClick={() => shiftRange(1)} />
        <IconButton icon={RotateCw} label={say('refresh')} onClick={() => useTimeAnchor.getState().refresh()} />
      </div>
      <button
        type="button"
        className={range.isLive ? 'livebtn' : 'livebtn off'}
        aria-pressed={range.isLive}
        data-tip={say(range.isLive ? 'liveTip' : 'fixedTip')}
        onClick={toggleLive}
      >
        <span className={range.isLive ? 'dot' : 'dot off'} />
        {say(range.isLive ? 'live' : 'fixed')}
      </button>
      {isTyping && <RangeDialog range={range} onClose={() => setTyping(false)} />}
    </>
  );
}

function RangeDialog({ range, onClose }: { range: ShownRange; onClose(): void }) {
  const say = useText(appText);
  const sayUi = useText(uiText);
  const [from, setFrom] = useState(range.fromText);
  const [to, setTo] = useState(range.toText);
  const [problem, setProblem] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const nowMs = Date.now();
    const fromMs = parseInstant(from, nowMs);
    const toMs = parseInstant(to, nowMs);
    if (fromMs === undefined) setProblem(say('notATime', { text: from }));
    else if (toMs === undefined) setProblem(say('notATime', { text: to }));
    else if (fromMs >= toMs) setProblem(say('fromAfterTo'));
    else {
      onClose();
      chooseRange(from.trim(), to.trim());
    }
  };
  return (
    <Dialog title={say('range')} closeLabel={sayUi('close')} onClose={onClose}>
      <form className="range-form" onSubmit={submit}>
        <label>
          <span>{say('from')}</span>
          <input className="in mono" value={from} onChange={(event) => setFrom(event.target.value)} />
        </label>
        <label>
          <span>{say('to')}</span>
          <input className="in mono" value={to} onChange={(event) => setTo(event.target.value)} />
        </label>
        <p>{say('rangeHelp')}</p>
        {problem !== '' && (
          <p className="err" role="alert">
            {problem}
          </p>
        )}
        <div className="form-acts">
          <Button onClick={onClose}>{sayUi('cancel')}</Button>
          <button type="submit" className="btn prim">
            {say('showRange')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
