import { type FormEvent, useState } from 'react';
import { parseInstant } from '../../src/base/time-text.ts';
import { useText } from '../platform/text.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { uiText } from './ui-text.ts';

export interface RangeDialogProps {
  title: string;
  /** Ends as text: instants or distances from now. */
  from: string;
  to: string;
  /** Why it is asked, above the fields. */
  intro?: string;
  /** Words of the button; as for the time bar when left out. */
  submit?: string;
  onClose(): void;
  /** The ends as typed, known to be readable and in order. */
  onChoose(from: string, to: string): void;
}

/** Asks for the two ends of a stretch of time. */
export function RangeDialog(props: RangeDialogProps) {
  const say = useText(uiText);
  const [from, setFrom] = useState(props.from);
  const [to, setTo] = useState(props.to);
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
      props.onClose();
      props.onChoose(from.trim(), to.trim());
    }
  };
  return (
    <Dialog title={props.title} closeLabel={say('close')} onClose={props.onClose}>
      <form className="range-form" onSubmit={submit}>
        {props.intro !== undefined && <p>{props.intro}</p>}
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
          <Button onClick={props.onClose}>{say('cancel')}</Button>
          <button type="submit" className="btn prim">
            {props.submit ?? say('showRange')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
