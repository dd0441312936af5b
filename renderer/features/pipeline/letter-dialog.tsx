import { useId, useState } from 'react';
import { useText } from '../../platform/text.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { uiText } from '../../ui/ui-text.ts';
import { clusterText } from './cluster-text.ts';

export interface LetterDialogProps {
  id: string;
  onClose(): void;
  onReplay(text: string): void;
}

/** A record's whole value, to be mended and put into its topic again. */
export function LetterDialog({ id, onClose, onReplay }: LetterDialogProps) {
  const say = useText(clusterText);
  const sayUi = useText(uiText);
  const textId = useId();
  const { value, error, reload } = useCall('deadLetters.read', { id });
  const [typed, setTyped] = useState<string>();
  const text = typed ?? value?.text ?? '';
  return (
    <Dialog
      wide
      title={say('editTitle')}
      closeLabel={sayUi('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{sayUi('cancel')}</Button>
          <Button kind="prim" disabled={value === undefined || text === value.text} onClick={() => onReplay(text)}>
            {say('replay')}
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {value === undefined && error === undefined && <Working>{id}</Working>}
      {value !== undefined && (
        <div className="letter">
          <p>
            <b>{value.kind}</b> {value.reason}
          </p>
          <label htmlFor={textId}>{say('value')}</label>
          <textarea
            id={textId}
            data-autofocus
            className="in mono"
            rows={14}
            spellCheck={false}
            value={text}
            onChange={(event) => setTyped(event.target.value)}
          />
        </div>
      )}
    </Dialog>
  );
}
