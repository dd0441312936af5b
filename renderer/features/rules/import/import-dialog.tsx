// Rules out of another shipper's settings: what comes along, what does not, and the way into the draft.
import { type ChangeEvent, useId, useState } from 'react';
import type { AppError } from '../../../../src/base/errors.ts';
import type { Answer } from '../../../../src/contract/contract.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { useText } from '../../../platform/text.ts';
import { toAppError } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { uiText } from '../../../ui/ui-text.ts';
import { addRules } from '../written/rule-document.ts';
import { importText } from './import-text.ts';

export interface ImportDialogProps {
  /** The rules as they are being written. */
  text: string;
  onClose(): void;
  /** The text with the imported rules at its end. */
  onTake(text: string): void;
}

export function ImportDialog({ text, onClose, onTake }: ImportDialogProps) {
  const say = useText(importText);
  const sayUi = useText(uiText);
  const client = useConsole();
  const fileId = useId();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const [imported, setImported] = useState<Answer<'rules.import'>>();
  const read = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.target.files?.[0];
    if (file === undefined || client === undefined) return;
    setBusy(true);
    setError(undefined);
    setImported(undefined);
    try {
      setImported(await client['rules.import']({ text: await file.text() }));
    } catch (failure) {
      setError(toAppError(failure));
    }
    setBusy(false);
  };
  const isEmpty = imported === undefined || imported.rules.length === 0;
  return (
    <Dialog
      wide
      title={say('title')}
      closeLabel={sayUi('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{sayUi('cancel')}</Button>
          <Button kind="prim" disabled={isEmpty} onClick={() => onTake(addRules(text, imported?.text ?? ''))}>
            {say('take')}
          </Button>
        </>
      }
    >
      <div className="push-form">
        <label htmlFor={fileId}>
          <span className="lab">{say('file')}</span>
          <input
            id={fileId}
            data-autofocus
            type="file"
            accept=".yml,.yaml,.json"
            onChange={(event) => void read(event)}
          />
        </label>
        {isBusy && <Working>{say('reading')}</Working>}
        {error !== undefined && <ErrorNote error={error} />}
        {imported !== undefined && <Imported imported={imported} />}
      </div>
    </Dialog>
  );
}

function Imported({ imported }: { imported: Answer<'rules.import'> }) {
  const say = useText(importText);
  const { rules, notes, kind } = imported;
  return (
    <>
      <p role="status">{say(kind, { n: rules.length })}</p>
      <ul className="imported">
        {rules.map(({ id, paths }) => (
          <li key={id}>
            <b>{id}</b> <span className="mono">{paths.join(' ')}</span>
          </li>
        ))}
      </ul>
      {notes.length > 0 && (
        <>
          <h3>{say('notes', { n: notes.length })}</h3>
          <ul className="imported">
            {notes.map(({ at, message }) => (
              <li key={`${at} ${message}`}>
                <span className="mono">{at}</span>: {message}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
