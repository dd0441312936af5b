import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { parseInstant } from '../../../src/base/time-text.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { chooseStretch, useTimeRange } from '../../platform/time-bar.ts';
import { durationText, stretchText } from '../../platform/time-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { MenuButton } from '../../ui/menu.tsx';
import { RangeDialog } from '../../ui/range-dialog.tsx';
import { incidentText } from './incident-text.ts';
import type { Stretch } from './propose-times.ts';

export interface StretchChipProps {
  name: string;
  value: Stretch;
  onChoose(stretch: Stretch): void;
  /** Given: the console proposes window and baseline. */
  onPropose?: () => void;
}

/** A stretch of the incident: what it is, and the ways to change it. */
export function StretchChip({ name, value, onChoose, onPropose }: StretchChipProps) {
  const say = useText(incidentText);
  const zone = usePreferences((state) => state.zone);
  const shown = useTimeRange();
  const [isTyping, setTyping] = useState(false);
  const { fromMs, toMs } = value;
  return (
    <span className="stretch">
      <span className="t2">{name}</span>
      <MenuButton
        className="chip"
        label={name}
        entries={[
          { id: 'shown', label: say('useShown'), run: () => onChoose({ fromMs: shown.fromMs, toMs: shown.toMs }) },
          ...(onPropose === undefined ? [] : [{ id: 'propose', label: say('propose'), run: onPropose }]),
          { id: 'type', label: say('type'), run: () => setTyping(true) },
          'line' as const,
          { id: 'show', label: say('showAbove'), run: () => chooseStretch(fromMs, toMs) },
        ]}
      >
        <span>{stretchText(fromMs, toMs, zone)}</span> <span className="k">{durationText(toMs - fromMs)}</span>
        <Icon of={ChevronDown} size={12} />
      </MenuButton>
      {isTyping && (
        <RangeDialog
          title={name}
          from={new Date(fromMs).toISOString()}
          to={new Date(toMs).toISOString()}
          onClose={() => setTyping(false)}
          onChoose={(from, to) => {
            const nowMs = Date.now();
            onChoose({ fromMs: parseInstant(from, nowMs)!, toMs: parseInstant(to, nowMs)! });
          }}
        />
      )}
    </span>
  );
}
