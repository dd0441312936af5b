// "Set clocks right": by how much the lines of a file, service or host are moved.
import { Plus, Trash2 } from 'lucide-react';
import { useId, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import { type LogEvent, timeOf } from '../../../src/model/log-event.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { endShifting, useShiftWish } from '../../platform/time-shift.ts';
import { clockText, dayText } from '../../platform/time-text.ts';
import { toAppError, useCall } from '../../platform/use-call.ts';
import { visibleText } from '../../rows/text/control-text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { uiText } from '../../ui/ui-text.ts';
import { readShift, shiftText } from './shift-amount.ts';
import { timeShiftsText } from './time-shifts-text.ts';
import './time-shifts.css';

type TimeShift = Answer<'timeShifts.read'>['shifts'][number];
type Kind = TimeShift['kind'];
const KINDS: readonly Kind[] = ['service', 'file', 'host'];

/** The dialog; what is changed in it holds when it is saved. */
export function ShiftDialog() {
  const say = useText(timeShiftsText);
  const sayUi = useText(uiText);
  const client = useConsole();
  const event = useShiftWish((state) => state.event);
  const read = useCall('timeShifts.read', {});
  const [changed, setChanged] = useState<readonly TimeShift[]>();
  const [draft, setDraft] = useState(() => draftOf(event));
  const [error, setError] = useState<AppError>();
  const shifts = changed ?? read.value?.shifts;
  const ownMs = event === undefined ? undefined : timeOf(event) - (event.crosstail?.shifted_ms ?? 0);
  const amount = draft.text.trim() === '' ? undefined : readShift(draft.text, ownMs);
  const isUsable = shifts !== undefined && amount !== undefined && amount !== 0 && draft.name.trim() !== '';
  const withDraft = () =>
    isUsable ? put(shifts, { kind: draft.kind, name: draft.name.trim(), shiftMs: amount }) : shifts;
  const add = () => {
    setChanged(withDraft());
    setDraft({ ...draft, text: '' });
  };
  const save = async () => {
    const all = withDraft();
    if (client === undefined || all === undefined) return;
    try {
      await client['timeShifts.save']({ shifts: [...all] });
      endShifting(true);
    } catch (caught) {
      setError(toAppError(caught));
    }
  };
  const problem = error ?? read.error;
  return (
    <Dialog
      wide
      title={say('title')}
      closeLabel={sayUi('close')}
      onClose={() => endShifting(false)}
      actions={
        <>
          <Button onClick={() => endShifting(false)}>{sayUi('cancel')}</Button>
          <Button kind="prim" disabled={changed === undefined && !isUsable} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className="shifts">
        <p className="t2">{say('intro')}</p>
        {problem !== undefined && <ErrorNote error={problem} />}
        {shifts === undefined && problem === undefined && <Working>{say('title')}</Working>}
        {shifts !== undefined && (
          <ShiftList shifts={shifts} onRemove={(gone) => setChanged(shifts.filter((shift) => shift !== gone))} />
        )}
        <DraftFields draft={draft} event={event} ownMs={ownMs} amount={amount} onChange={setDraft} />
        <div>
          <Button kind="line" small icon={Plus} disabled={!isUsable} onClick={add}>
            {say('add')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function ShiftList({ shifts, onRemove }: { shifts: readonly TimeShift[]; onRemove(shift: TimeShift): void }) {
  const say = useText(timeShiftsText);
  if (shifts.length === 0) return <p className="t3">{say('none')}</p>;
  return (
    <ul className="shift-list">
      {shifts.map((shift) => (
        <li key={`${shift.kind}:${shift.name}`}>
          <span className="t3">{say(shift.kind)}</span>
          <span className="mono trunc" data-tip={visibleText(shift.name)}>
            {visibleText(shift.name)}
          </span>
          <span className="mono">{shiftText(shift.shiftMs)}</span>
          <IconButton
            icon={Trash2}
            small
            label={say('remove', { name: visibleText(shift.name) })}
            onClick={() => onRemove(shift)}
          />
        </li>
      ))}
    </ul>
  );
}

interface Draft {
  kind: Kind;
  name: string;
  text: string;
}

interface DraftFieldsProps {
  draft: Draft;
  event: LogEvent | undefined;
  /** The line's time as it was written. */
  ownMs: number | undefined;
  amount: number | undefined;
  onChange(draft: Draft): void;
}

function DraftFields({ draft, event, ownMs, amount, onChange }: DraftFieldsProps) {
  const say = useText(timeShiftsText);
  const zone = usePreferences((state) => state.zone);
  const [kindId, nameId, amountId, hintId] = [useId(), useId(), useId(), useId()];
  const isBad = draft.text.trim() !== '' && amount === undefined;
  const at = (timeMs: number) => `${dayText(timeMs, zone)} ${clockText(timeMs, zone)}`;
  const hint = () => {
    if (isBad) return say('amountBad', { text: draft.text });
    if (amount !== undefined && ownMs !== undefined) return say('becomes', { from: at(ownMs), to: at(ownMs + amount) });
    return say(ownMs === undefined ? 'amountHint' : 'amountHintLine');
  };
  return (
    <div className="shift-draft">
      <label htmlFor={kindId}>{say('whose')}</label>
      <select
        id={kindId}
        className="in"
        value={draft.kind}
        onChange={({ target }) => {
          const kind = target.value as Kind;
          onChange({ ...draft, kind, name: event === undefined ? draft.name : nameOf(event, kind) });
        }}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {say(kind)}
          </option>
        ))}
      </select>
      <label htmlFor={nameId}>{say('name')}</label>
      <input
        id={nameId}
        className="in mono"
        value={draft.name}
        spellCheck={false}
        maxLength={4_096}
        onChange={({ target }) => onChange({ ...draft, name: target.value })}
      />
      <label htmlFor={amountId}>{say('amount')}</label>
      <input
        id={amountId}
        className={isBad ? 'in mono bad' : 'in mono'}
        data-autofocus
        value={draft.text}
        placeholder="+1h"
        spellCheck={false}
        aria-invalid={isBad}
        aria-describedby={hintId}
        onChange={({ target }) => onChange({ ...draft, text: target.value })}
      />
      <span id={hintId} className="t3 shift-hint" role="status">
        {hint()}
      </span>
    </div>
  );
}

function draftOf(event: LogEvent | undefined): Draft {
  return { kind: 'service', name: event === undefined ? '' : nameOf(event, 'service'), text: '' };
}

function nameOf(event: LogEvent, kind: Kind): string {
  if (kind === 'file') return event.log?.file?.path ?? '';
  return (kind === 'service' ? event.service?.name : event.host?.name) ?? '';
}

/** A shift of the same name is replaced. */
function put(shifts: readonly TimeShift[], added: TimeShift): TimeShift[] {
  return [...shifts.filter(({ kind, name }) => kind !== added.kind || name !== added.name), added];
}
