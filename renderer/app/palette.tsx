// Go to, filter, run: every action by name, and what was typed as an id or a search.
import { Search, Waypoints } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { type Action, useAllActions } from '../platform/actions.ts';
import { navigate } from '../platform/route.ts';
import { useText } from '../platform/text.ts';
import { Icon } from '../ui/icon.tsx';
import { KeyCaps } from '../ui/key-caps.tsx';
import { appText } from './app-text.ts';
import { findActions, isNamed } from './palette-match.ts';
import { usePlaces } from './palette-places.ts';

export function Palette({ onClose }: { onClose(): void }) {
  const say = useText(appText);
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState(0);
  const actions = useAllActions();
  const places = usePlaces();
  const listId = useId();
  const found = useMemo(() => {
    const wanted = text.trim();
    const isCommand = wanted.startsWith('>');
    const lookups: Action[] =
      wanted === '' || isCommand
        ? []
        : [
            {
              id: 'palette.search',
              group: say('lookFor'),
              title: say('searchFor', { text: wanted }),
              note: say('searchNote'),
              icon: Search,
              run: () => navigate('search', { q: wanted }),
            },
            {
              id: 'palette.trace',
              group: say('lookFor'),
              title: say('traceOf', { text: wanted }),
              note: say('traceNote'),
              icon: Waypoints,
              run: () => navigate('incident', { trace: wanted }),
            },
          ];
    const matched = findActions(isCommand ? actions : [...places, ...actions], isCommand ? wanted.slice(1) : wanted);
    // What is called so comes before the guess that the words are to be sought.
    const isMeant = (matched.length > 0 && wanted.length < 4) || isNamed(matched[0], wanted);
    return isMeant ? [...matched, ...lookups] : [...lookups, ...matched];
  }, [actions, places, text, say]);
  useEffect(() => {
    const element = dialog.current!;
    element.showModal();
    return () => element.close();
  }, []);
  useEffect(() => {
    dialog.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  });
  const run = (action: Action | undefined) => {
    if (action === undefined) return;
    onClose();
    action.run();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(found[chosen]);
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the palette is a shortcut of Esc, which the browser handles
    <dialog
      ref={dialog}
      className="palette"
      aria-label={say('palette')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) onClose();
      }}
    >
      <div className="palette-head">
        <Icon of={Search} size={16} />
        <input
          // biome-ignore lint/a11y/noAutofocus: a palette is opened to type into it
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={listId}
          aria-activedescendant={`${listId}-${chosen}`}
          aria-label={say('palette')}
          placeholder={say('palette')}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKey}
        />
        <span className="t3 nowrap">{say('paletteResults', { n: found.length })}</span>
        <KeyCaps keys="Escape" />
      </div>
      <PaletteList found={found} chosen={chosen} listId={listId} onRun={run} onPoint={setChosen} />
      <div className="palette-foot">
        <span>
          <KeyCaps keys="ArrowUp ArrowDown" /> {say('choose')}
        </span>
        <span>
          <KeyCaps keys="Enter" /> {say('run')}
        </span>
        <span className="grow" />
        <span>
          <KeyCaps keys=">" /> {say('commandsPrefix')}
        </span>
      </div>
    </dialog>
  );
}

interface ListProps {
  found: readonly Action[];
  chosen: number;
  listId: string;
  onRun(action: Action): void;
  onPoint(index: number): void;
}

function PaletteList({ found, chosen, listId, onRun, onPoint }: ListProps) {
  const say = useText(appText);
  if (found.length === 0) return <p className="palette-none">{say('paletteEmpty')}</p>;
  return (
    <div className="palette-list" role="listbox" id={listId} aria-label={say('palette')}>
      {found.map((action, index) => (
        <div key={action.id} role="presentation">
          {action.group !== found[index - 1]?.group && (
            <div className="lab" role="presentation">
              {action.group}
            </div>
          )}
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field, which keeps the focus */}
          <div
            role="option"
            id={`${listId}-${index}`}
            tabIndex={-1}
            aria-selected={index === chosen}
            className="palette-item"
            onPointerMove={() => onPoint(index)}
            onClick={() => onRun(action)}
          >
            {action.icon === undefined ? <span className="palette-blank" /> : <Icon of={action.icon} />}
            <span>{action.title}</span>
            {action.note !== undefined && <span className="note-text trunc">{action.note}</span>}
            <span className="grow" />
            {action.keys !== undefined && <KeyCaps keys={action.keys} />}
          </div>
        </div>
      ))}
    </div>
  );
}
