// "Add your own logs": files, folders or patterns of this machine, looked at first, then read once or followed.
import { FolderOpen } from 'lucide-react';
import { useEffect, useState } from 'react';
import { navigate } from '../../../platform/route.ts';
import { useText } from '../../../platform/text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { ADD_LOGS_TEXT } from './add-logs-text.ts';
import { FolderPicker } from './folder-picker.tsx';
import { LookedPaths } from './looked-paths.tsx';
import { type AddLogs, type AddStep, useAddLogs } from './use-add-logs.ts';

/** The dialog. It stays open with the result until it is closed. */
export function AddLogsDialog({ paths: dropped, onClose }: { paths: readonly string[]; onClose(): void }) {
  const say = useText(ADD_LOGS_TEXT);
  const shell = useCall('workspace.describe', {}).value?.shell;
  const [text, setText] = useState('');
  const append = (more: readonly string[]) =>
    setText((before) => [before.trimEnd(), ...more].filter((each) => each !== '').join('\n'));
  // What is dropped while the dialog is open comes to what is there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is dropped anew is added
  useEffect(() => append(dropped), [dropped]);
  const [isFollowed, setFollowed] = useState(true);
  const [isPicking, setPicking] = useState(false);
  const adding = useAddLogs(text);
  const looked = adding.paths.length === 0 ? undefined : adding.looked.value?.paths;
  const isNothing = looked?.every(({ problem }) => problem !== null) === true && !adding.looked.isLoading;
  return (
    <Dialog
      title={say('title')}
      closeLabel={say('close')}
      onClose={onClose}
      wide
      actions={
        <>
          <Button onClick={onClose}>{say('close')}</Button>
          <Button
            kind="prim"
            isBusy={adding.isRunning}
            disabled={adding.paths.length === 0 || adding.isRunning || isNothing}
            onClick={() => void adding.add(isFollowed)}
          >
            {say('go')}
          </Button>
        </>
      }
    >
      <div className="add-logs">
        <label className="field">
          <span className="lab">{say('paths')}</span>
          <textarea
            className="in mono"
            data-autofocus
            rows={4}
            value={text}
            placeholder={'/var/log/nginx/access.log\n/srv/app/logs/*.log'}
            spellCheck={false}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <div className="add-logs-browse">
          <Button small kind="line" icon={FolderOpen} isOn={isPicking} onClick={() => setPicking(!isPicking)}>
            {say('browse')}
          </Button>
          <span className="t3">{say(shell === 'desktop' ? 'drop' : 'machine')}</span>
        </div>
        {isPicking && <FolderPicker onChoose={(path) => append([path])} />}
        <Looked adding={adding} isFollowed={isFollowed} />
        {isNothing && <p className="looked-bad">{say('nothing')}</p>}
        <label className="check">
          <input type="checkbox" checked={isFollowed} onChange={(event) => setFollowed(event.target.checked)} />
          {say('follow')}
        </label>
        <Progress adding={adding} />
        {adding.step?.type === 'done' && <Result step={adding.step} />}
      </div>
    </Dialog>
  );
}

function Looked({ adding, isFollowed }: { adding: AddLogs; isFollowed: boolean }) {
  const say = useText(ADD_LOGS_TEXT);
  const { looked, paths } = adding;
  if (paths.length === 0) return null;
  if (looked.error !== undefined) return <ErrorNote error={looked.error} onRetry={looked.reload} />;
  if (looked.value === undefined) return <Working>{say('looking')}</Working>;
  return (
    <LookedPaths
      looked={looked.value.paths}
      choices={adding.choices}
      isFollowed={isFollowed}
      onChoose={adding.choose}
    />
  );
}

function Progress({ adding: { step, error, isRunning, cancel } }: { adding: AddLogs }) {
  const say = useText(ADD_LOGS_TEXT);
  if (error !== undefined) return <ErrorNote error={error} />;
  if (!isRunning) return null;
  return (
    <Working onCancel={cancel}>
      {step?.type === 'progress' ? say('reading', { path: step.path, events: step.events }) : say('looking')}
    </Working>
  );
}

/** What became of each path. */
function Result({ step }: { step: Extract<AddStep, { type: 'done' }> }) {
  const say = useText(ADD_LOGS_TEXT);
  const { result, paths = [] } = step;
  const words = ({ isFollowed, files, events, problem }: (typeof paths)[number]) => {
    const parts = [isFollowed ? say('doneFollowed') : '', files > 0 ? say('doneRead', { events }) : ''];
    const said = parts.filter((part) => part !== '');
    return said.length === 0 ? `${say('doneNone')}${problem === null ? '' : `: ${problem}`}` : said.join(' · ');
  };
  const told = new Set(paths.map(({ path }) => path));
  const unreadable = result.unreadable.filter(({ path }) => !told.has(path));
  return (
    <div className="note" role="status">
      <div className="grow">
        <ul>
          {paths.map((each) => (
            <li key={each.path}>
              <span className="mono">{each.path}</span> <b>{each.service}</b> {words(each)}
            </li>
          ))}
        </ul>
        <Encodings result={result} />
        {unreadable.length > 0 && (
          <>
            <p className="warn">{say('unreadable')}</p>
            <ul>
              {unreadable.slice(0, 20).map(({ path, reason }) => (
                <li key={path}>
                  <span className="mono">{path}</span> <span className="t2">{reason}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {paths.some(({ isFollowed }) => isFollowed) && (
          <p className="t2">
            {say('wrongGuess')}{' '}
            <button type="button" className="link" onClick={() => navigate('rules')}>
              {say('toRules')}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

/** Files read in an encoding that nobody named, and what could not be read as text in them. */
function Encodings({ result }: { result: Extract<AddStep, { type: 'done' }>['result'] }) {
  const say = useText(ADD_LOGS_TEXT);
  const told = result.encodings.filter(({ isGuessed, replaced }) => isGuessed || replaced > 0);
  if (told.length === 0) return null;
  return (
    <>
      <p className="t2">{say('encodings')}</p>
      <ul>
        {told.slice(0, 20).map(({ path, encoding, isGuessed, replaced }) => (
          <li key={path}>
            <span className="mono">{path}</span> <b>{encoding}</b>
            {isGuessed && <span className="t2"> {say('encodingGuessed')}</span>}
            {replaced > 0 && <span className="warn"> {say('replaced', { n: replaced })}</span>}
          </li>
        ))}
      </ul>
    </>
  );
}
