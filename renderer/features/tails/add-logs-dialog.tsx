// "Add your own logs": files, folders or patterns of this machine, read once or followed from now on.
import { useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { Answer } from '../../../src/contract/contract.ts';
import { useConsole } from '../../platform/console-context.tsx';
import { useText } from '../../platform/text.ts';
import { toAppError, useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../ui/states.tsx';
import { TAILS_TEXT } from './tails-text.ts';

type Step = Answer<'sources.add'>;

/** The dialog. It stays open with the result until it is closed. */
export function AddLogsDialog({ paths: dropped, onClose }: { paths: readonly string[]; onClose(): void }) {
  const say = useText(TAILS_TEXT);
  const client = useConsole();
  const shell = useCall('workspace.describe', {}).value?.shell;
  const [paths, setPaths] = useState('');
  // What is dropped while the dialog is open comes to what is there.
  useEffect(() => {
    if (dropped.length > 0) setPaths((before) => [before.trim(), ...dropped].filter((each) => each !== '').join('\n'));
  }, [dropped]);
  const [service, setService] = useState('');
  const [isFollowed, setFollowed] = useState(true);
  const [step, setStep] = useState<Step>();
  const [error, setError] = useState<AppError>();
  const [isRunning, setRunning] = useState(false);
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);
  const list = paths
    .split('\n')
    .map((path) => path.trim())
    .filter((path) => path !== '');

  const add = async () => {
    if (client === undefined || list.length === 0) return;
    controller.current = new AbortController();
    const { signal } = controller.current;
    setError(undefined);
    setRunning(true);
    try {
      const named = service.trim() === '' ? {} : { service: service.trim() };
      for await (const item of client['sources.add']({ paths: list, follow: isFollowed, ...named }, { signal }))
        setStep(item);
    } catch (caught) {
      if (!signal.aborted) setError(toAppError(caught));
    } finally {
      setRunning(false);
    }
  };
  return (
    <Dialog
      title={say('addLogsTitle')}
      closeLabel={say('close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{say('close')}</Button>
          <Button kind="prim" isBusy={isRunning} disabled={list.length === 0 || isRunning} onClick={() => void add()}>
            {say('addLogsGo')}
          </Button>
        </>
      }
    >
      <div className="add-logs">
        <label className="field">
          <span className="lab">{say('addLogsPaths')}</span>
          <textarea
            className="in mono"
            rows={4}
            value={paths}
            placeholder={'/var/log/nginx/access.log\n/srv/app/logs/*.log'}
            spellCheck={false}
            onChange={(event) => setPaths(event.target.value)}
          />
        </label>
        <label className="field">
          <span className="lab">{say('addLogsService')}</span>
          <input className="in" value={service} maxLength={100} onChange={(event) => setService(event.target.value)} />
        </label>
        <label className="check">
          <input type="checkbox" checked={isFollowed} onChange={(event) => setFollowed(event.target.checked)} />
          {say('addLogsFollow')}
        </label>
        <p className="t3">{say(shell === 'desktop' ? 'addLogsDrop' : 'addLogsType')}</p>
        {isRunning && step?.type !== 'done' && (
          <Working onCancel={() => controller.current?.abort()}>
            {step?.type === 'progress' ? say('addLogsReading', { path: step.path, events: step.events }) : '…'}
          </Working>
        )}
        {step?.type === 'done' && <Result step={step} isFollowed={isFollowed} what={list.join(', ')} />}
        {error !== undefined && <ErrorNote error={error} />}
      </div>
    </Dialog>
  );
}

function Result({
  step,
  isFollowed,
  what,
}: {
  step: Extract<Step, { type: 'done' }>;
  isFollowed: boolean;
  what: string;
}) {
  const say = useText(TAILS_TEXT);
  const { files, events, unreadable } = step.result;
  return (
    <div className="note" role="status">
      <div>
        {isFollowed ? say('addLogsFollowing', { what }) : say('addLogsDone', { events, files })}
        {unreadable.length > 0 && (
          <>
            <p className="warn">{say('addLogsUnreadable')}</p>
            <ul>
              {unreadable.slice(0, 20).map(({ path, reason }) => (
                <li key={path}>
                  <span className="mono">{path}</span> <span className="t2">{reason}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </div>
  );
}
