// Folders and files of the machine that runs the console, to choose from: a browser cannot tell paths of its own.
import { ArrowUp, File, Folder, Plus } from 'lucide-react';
import { useState } from 'react';
import { useText } from '../../../platform/text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { ADD_LOGS_TEXT } from './add-logs-text.ts';

export function FolderPicker({ onChoose }: { onChoose(path: string): void }) {
  const say = useText(ADD_LOGS_TEXT);
  const [folder, setFolder] = useState<string>();
  const { value, error, isLoading } = useCall('sources.list', folder === undefined ? {} : { folder });
  if (value === undefined)
    return error === undefined ? <Working>{say('listing')}</Working> : <ErrorNote error={error} />;
  const join = (name: string) => `${value.folder === '/' ? '' : value.folder}/${name}`;
  return (
    <section className="picker" aria-label={say('pick')} aria-busy={isLoading}>
      <div className="picker-head">
        <IconButton
          icon={ArrowUp}
          small
          label={say('up')}
          disabled={value.parent === null}
          onClick={() => setFolder(value.parent ?? undefined)}
        />
        <span className="mono trunc grow">{value.folder}</span>
        <Button small kind="line" icon={Plus} onClick={() => onChoose(value.folder)}>
          {say('wholeFolder')}
        </Button>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
      <ul className="picker-list scroll">
        {value.entries.map(({ name, isFolder }) => (
          <li key={name}>
            <button
              type="button"
              className="mi"
              onClick={() => (isFolder ? setFolder(join(name)) : onChoose(join(name)))}
            >
              <Icon of={isFolder ? Folder : File} size={12} />
              <span className="trunc">{name}</span>
            </button>
          </li>
        ))}
        {value.entries.length === 0 && <li className="t3">{say('emptyFolder')}</li>}
      </ul>
      {value.isCut && <p className="t3">{say('moreEntries', { n: value.entries.length })}</p>}
    </section>
  );
}
