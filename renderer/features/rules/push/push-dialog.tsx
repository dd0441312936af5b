import { type FormEvent, useId, useState } from 'react';
import type { AppError } from '../../../../src/base/errors.ts';
import type { Answer } from '../../../../src/contract/contract.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { useText } from '../../../platform/text.ts';
import { toAppError } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNote } from '../../../ui/states.tsx';
import { toast } from '../../../ui/toast.tsx';
import { uiText } from '../../../ui/ui-text.ts';
import { rulesText } from '../rules-text.ts';
import { DiffView, diffCounts } from './diff-view.tsx';
import { RolloutField } from './rollout-field.tsx';
import { AT_ONCE, planOf } from './rollout-wish.ts';

export type Conflict = Extract<Answer<'rules.publish'>, { type: 'conflict' }>;

export interface PushDialogProps {
  before: string;
  after: string;
  baseRevision: number;
  note: string;
  /** Names of hosts that apply rules now. */
  hosts: readonly string[];
  /** Names of hosts that are there. */
  present: readonly string[];
  onClose(): void;
  onPublished(revision: number): void;
  onConflict(conflict: Conflict): void;
}

const MOST_NAMES = 8;

/** The changes as a whole, who gets them, why; then they are pushed, unless somebody was faster. */
export function PushDialog(props: PushDialogProps) {
  const say = useText(rulesText);
  const sayUi = useText(uiText);
  const client = useConsole();
  const formId = useId();
  const [note, setNote] = useState(props.note);
  const [wish, setWish] = useState(AT_ONCE);
  const plan = planOf(wish);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const counts = diffCounts(props.before, props.after);
  const push = async (event: FormEvent) => {
    event.preventDefault();
    if (client === undefined || isBusy || plan === 'incomplete') return;
    setBusy(true);
    setError(undefined);
    try {
      const answer = await client['rules.publish']({
        text: props.after,
        note: note.trim(),
        expectRevision: props.baseRevision,
        ...(plan === undefined ? {} : { canary: plan }),
      });
      if (answer.type === 'conflict') props.onConflict(answer);
      else {
        toast(say('pushed', { revision: String(answer.revision) }));
        props.onPublished(answer.revision);
      }
    } catch (failure) {
      setError(toAppError(failure));
      setBusy(false);
    }
  };
  const names = props.hosts.slice(0, MOST_NAMES).join(', ') + (props.hosts.length > MOST_NAMES ? ', …' : '');
  return (
    <Dialog
      wide
      title={say('reviewTitle')}
      closeLabel={sayUi('close')}
      onClose={props.onClose}
      actions={
        <>
          <Button onClick={props.onClose}>{sayUi('cancel')}</Button>
          <button
            type="submit"
            form={formId}
            className="btn prim"
            disabled={isBusy || props.before === props.after || plan === 'incomplete'}
          >
            {isBusy && <span className="spin" />}
            {say('push', { revision: String(props.baseRevision + 1) })}
          </button>
        </>
      }
    >
      <form id={formId} className="push-form" onSubmit={(event) => void push(event)}>
        <p>{props.before === props.after ? say('nothingChanged') : say('changes', counts)}</p>
        <DiffView before={props.before} after={props.after} label={say('reviewTitle')} />
        {props.hosts.length > 0 && <p>{say('affected', { n: props.hosts.length, names })}</p>}
        <RolloutField wish={wish} present={props.present} onChange={setWish} />
        <label>
          <span className="lab">{say('note')}</span>
          <input
            data-autofocus
            className="in"
            maxLength={2_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        {error !== undefined && <ErrorNote error={error} />}
      </form>
    </Dialog>
  );
}

export interface ConflictDialogProps {
  conflict: Conflict;
  mine: string;
  onTakeTheirs(): void;
  onKeepMine(): void;
}

/** Both versions side by side; the person decides which one to go on from. */
export function ConflictDialog({ conflict, mine, onTakeTheirs, onKeepMine }: ConflictDialogProps) {
  const say = useText(rulesText);
  const sayUi = useText(uiText);
  const revision = String(conflict.current.revision);
  return (
    <Dialog
      wide
      title={say('conflict', { revision })}
      closeLabel={sayUi('close')}
      onClose={onKeepMine}
      actions={
        <>
          <Button kind="line" onClick={onTakeTheirs}>
            {say('takeTheirs')}
          </Button>
          <Button kind="prim" onClick={onKeepMine}>
            {say('editMine')}
          </Button>
        </>
      }
    >
      <p>{say('conflictText')}</p>
      <div className="conflict">
        <section>
          <h3>{say('theirs', { revision })}</h3>
          <pre className="scroll">{conflict.currentText}</pre>
        </section>
        <section>
          <h3>{say('mine')}</h3>
          <pre className="scroll">{mine}</pre>
        </section>
      </div>
      <DiffView before={conflict.currentText} after={mine} label={say('conflict', { revision })} />
    </Dialog>
  );
}
