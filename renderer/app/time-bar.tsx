import { ChevronDown, ChevronLeft, ChevronRight, Clock, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useConsole } from '../platform/console-context.tsx';
import { usePreferences } from '../platform/preferences.ts';
import { useText } from '../platform/text.ts';
import {
  chooseRange,
  chooseStretch,
  shiftRange,
  toggleLive,
  useTimeAnchor,
  useTimeRange,
} from '../platform/time-bar.ts';
import { stretchText, zoneText } from '../platform/time-text.ts';
import { IconButton } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { RangeDialog } from '../ui/range-dialog.tsx';
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
      {isTyping && (
        <RangeDialog
          title={say('range')}
          from={range.fromText}
          to={range.toText}
          onClose={() => setTyping(false)}
          onChoose={chooseRange}
        />
      )}
    </>
  );
}
