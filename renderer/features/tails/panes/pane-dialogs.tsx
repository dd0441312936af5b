// What a pane's menu asks for: words to mark, and where to start.
import { useState } from 'react';
import { parseInstant } from '../../../../src/base/time-text.ts';
import { useText } from '../../../platform/text.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { changePane } from '../desk/tails-desk.ts';
import { TAILS_TEXT } from '../tails-text.ts';
import type { PaneSettings } from './pane-settings.ts';

const MOST_MARKS = 50;

/** Words to mark in a pane's lines, one a line. */
export function MarksDialog({ pane, onClose }: { pane: PaneSettings; onClose(): void }) {
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

/** Asks from which instant on a pane shall read. */
export function StartTimeDialog({ paneId, onClose }: { paneId: string; onClose(): void }) {
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

/** Asks from which offset of its topic on a pane shall read. */
export function StartOffsetDialog({ paneId, onClose }: { paneId: string; onClose(): void }) {
  const say = useText(TAILS_TEXT);
  const [text, setText] = useState('0');
  const isGood = /^\d{1,18}$/.test(text.trim());
  const go = () => {
    if (!isGood) return;
    changePane(paneId, { start: { kind: 'offset', offset: text.trim() } });
    onClose();
  };
  return (
    <Dialog
      title={say('startOffsetTitle')}
      closeLabel={say('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button kind="prim" disabled={!isGood} onClick={go}>
            {say('apply')}
          </Button>
        </>
      }
    >
      <label className="field">
        <span className="lab">{say('startOffsetLabel')}</span>
        <input
          className={isGood ? 'in mono' : 'in mono bad'}
          inputMode="numeric"
          value={text}
          aria-invalid={!isGood}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && go()}
        />
        <span className="t3">{isGood ? say('startOffsetHint') : say('startOffsetBad', { text })}</span>
      </label>
    </Dialog>
  );
}
