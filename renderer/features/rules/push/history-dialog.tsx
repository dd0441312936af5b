import { useState } from 'react';
import { usePreferences } from '../../../platform/preferences.ts';
import { useText } from '../../../platform/text.ts';
import { dayText, secondText } from '../../../platform/time-text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { uiText } from '../../../ui/ui-text.ts';
import { rulesText } from '../rules-text.ts';
import { DiffView } from './diff-view.tsx';

export interface HistoryDialogProps {
  current: number;
  mayPublish: boolean;
  onClose(): void;
  onRollBack(text: string, note: string): void;
}

const MOST = 200;

/** Who published what, when and why; each revision against the one before, and the way back to it. */
export function HistoryDialog({ current, mayPublish, onClose, onRollBack }: HistoryDialogProps) {
  const say = useText(rulesText);
  const sayUi = useText(uiText);
  const zone = usePreferences((state) => state.zone);
  const { value, error, reload } = useCall('rules.history', { limit: MOST });
  const [open, setOpen] = useState<number>();
  const revisions = [...(value?.revisions ?? [])].sort((a, b) => b.revision - a.revision);
  return (
    <Dialog wide title={say('historyTitle')} closeLabel={sayUi('close')} onClose={onClose}>
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {value === undefined && error === undefined && <Working>{say('reading')}</Working>}
      <ul className="revisions">
        {revisions.map((entry, index) => (
          <li key={entry.revision}>
            <div className="revision">
              <b className="mono">r{entry.revision}</b>
              <span className="mono t2">
                {dayText(entry.atMs, zone)} {secondText(entry.atMs, zone)}
              </span>
              <span>{entry.by}</span>
              <span className="trunc grow">{entry.note === '' ? '—' : `“${entry.note}”`}</span>
              <Button
                small
                aria-expanded={open === entry.revision}
                onClick={() => setOpen(open === entry.revision ? undefined : entry.revision)}
              >
                {say('showDiff')}
              </Button>
              {entry.revision === current ? (
                <span className="badge ok">{say('current')}</span>
              ) : (
                <Button
                  small
                  kind="line"
                  disabled={!mayPublish}
                  onClick={() => onRollBack(entry.text, say('rollBackNote', { revision: String(entry.revision) }))}
                >
                  {say('rollBack')}
                </Button>
              )}
            </div>
            {open === entry.revision && (
              <DiffView
                before={revisions[index + 1]?.text ?? ''}
                after={entry.text}
                label={say('against', { revision: String(entry.revision) })}
              />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
