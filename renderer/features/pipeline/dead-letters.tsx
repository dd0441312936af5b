// Records that could not be stored: why, and what to do with each.
import { Pencil, RotateCw, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer, ConsoleClient } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { usePreferences } from '../../platform/preferences.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { toAppError, useCall } from '../../platform/use-call.ts';
import { visibleText } from '../../rows/text/control-text.ts';
import { Button } from '../../ui/button.tsx';
import { ErrorNote } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { clusterText } from './cluster-text.ts';
import { LetterDialog } from './letter-dialog.tsx';

const MOST = 200;

type Letter = Answer<'deadLetters.read'>;

export function DeadLetters() {
  const say = useText(clusterText);
  const language = usePreferences((state) => state.language);
  const { value, error, reload } = useCall('deadLetters.list', { limit: MOST });
  const [edited, setEdited] = useState<string>();
  const { act, failure, isBusy } = useAct(reload);
  const replay = (letters: 'all' | { id: string; text?: string }[]) =>
    act(async (client) => {
      const { replayed } = await client['deadLetters.replay']({ letters });
      return say('replayed', { n: replayed.length });
    });
  const drop = (id: string) =>
    act(async (client) => say('dropped', { n: (await client['deadLetters.drop']({ ids: [id] })).dropped.length }));
  return (
    <section>
      <h2>
        {say('deadLetters')}{' '}
        <span className="t3">{value === undefined ? '' : formatNumber(value.total, language)}</span>
      </h2>
      <p className="line t2">
        {say(value?.total === 0 ? 'noDead' : 'deadText')}
        <Button small kind="line" icon={RotateCw} onClick={reload}>
          {say('refresh')}
        </Button>
        {value !== undefined && value.total > 0 && (
          <Button small kind="line" icon={Undo2} disabled={isBusy} onClick={() => void replay('all')}>
            {say('replayAll')}
          </Button>
        )}
      </p>
      {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
      {failure !== undefined && <ErrorNote error={failure} />}
      {value !== undefined && value.deadLetters.length > 0 && (
        <table className="pipe-table letters">
          <thead>
            <tr>
              <th>{say('record')}</th>
              <th>{say('reason')}</th>
              <th>{say('value')}</th>
              <th>
                <span className="sr">{say('edit')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {value.deadLetters.map((letter) => (
              <LetterRow
                key={letter.id}
                letter={letter}
                isBusy={isBusy}
                onEdit={() => setEdited(letter.id)}
                onReplay={() => void replay([{ id: letter.id }])}
                onDrop={() => void drop(letter.id)}
              />
            ))}
          </tbody>
        </table>
      )}
      {edited !== undefined && (
        <LetterDialog
          id={edited}
          onClose={() => setEdited(undefined)}
          onReplay={(text) => {
            setEdited(undefined);
            void replay([{ id: edited, text }]);
          }}
        />
      )}
    </section>
  );
}

/** One action at a time; what it did is said, what went wrong stays. */
function useAct(reload: () => void) {
  const client = useConsole();
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<AppError>();
  const act = async (run: (client: ConsoleClient) => Promise<string>) => {
    if (client === undefined || isBusy) return;
    setBusy(true);
    setFailure(undefined);
    try {
      toast(await run(client));
    } catch (error) {
      setFailure(toAppError(error));
    }
    setBusy(false);
    reload();
  };
  return { act, failure, isBusy };
}

interface LetterRowProps {
  letter: Letter;
  isBusy: boolean;
  onEdit(): void;
  onReplay(): void;
  onDrop(): void;
}

function LetterRow({ letter, isBusy, onEdit, onReplay, onDrop }: LetterRowProps) {
  const say = useText(clusterText);
  // A record that is dropped is gone: it takes a second press.
  const [isSure, setSure] = useState(false);
  return (
    <tr>
      <td className="mono">{letter.id}</td>
      <td data-tip={letter.reason}>
        <b>{letter.kind}</b> {letter.reason}
      </td>
      <td className="mono">{visibleText(letter.text.slice(0, 200))}</td>
      <td className="num">
        <Button small kind="line" icon={Pencil} disabled={isBusy} onClick={onEdit}>
          {say('edit')}
        </Button>
        <Button small kind="line" icon={Undo2} disabled={isBusy} onClick={onReplay}>
          {say('replay')}
        </Button>
        <Button
          small
          kind={isSure ? 'danger' : 'line'}
          icon={Trash2}
          disabled={isBusy}
          onClick={() => (isSure ? onDrop() : setSure(true))}
        >
          {say(isSure ? 'dropSure' : 'drop')}
        </Button>
      </td>
    </tr>
  );
}
