// The sets of words to mark: named, coloured, switched on and off. What is changed holds at once.
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import {
  addSet,
  changeSet,
  HIGHLIGHT_COLOURS,
  type HighlightColour,
  type HighlightSet,
  MOST_SETS,
  MOST_WORDS,
  useHighlightSets,
} from '../../platform/highlight-sets.ts';
import { useText } from '../../platform/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { toast } from '../../ui/toast.tsx';
import { uiText } from '../../ui/ui-text.ts';
import { highlightsText } from './highlights-text.ts';
import './highlights.css';

export function HighlightsDialog() {
  const say = useText(highlightsText);
  const sayUi = useText(uiText);
  const sets = useHighlightSets((state) => state.sets);
  const close = () => useHighlightSets.setState({ isOpen: false });
  return (
    <Dialog
      wide
      title={say('title')}
      closeLabel={sayUi('close')}
      onClose={close}
      actions={<Button onClick={close}>{sayUi('close')}</Button>}
    >
      <div className="highlights">
        <p className="t2">{say('intro')}</p>
        {sets.length === 0 && <p className="t3">{say('none')}</p>}
        {sets.map((set) => (
          <SetFields key={set.id} set={set} />
        ))}
        <div>
          <Button
            kind="line"
            small
            icon={Plus}
            data-autofocus
            disabled={sets.length >= MOST_SETS}
            onClick={() => addSet(say('newName', { n: sets.length + 1 }))}
          >
            {say('add')}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function SetFields({ set }: { set: HighlightSet }) {
  const say = useText(highlightsText);
  // As typed: an empty line that is being written must not go.
  const [text, setText] = useState(set.words.join('\n'));
  const change = (patch: Partial<HighlightSet>) => changeSet(set.id, patch);
  return (
    <fieldset className="highlight-set" aria-label={set.name}>
      <input
        type="checkbox"
        aria-label={say('on', { name: set.name })}
        checked={set.isOn}
        onChange={({ target }) => change({ isOn: target.checked })}
      />
      <input
        className="in"
        aria-label={say('name')}
        value={set.name}
        maxLength={40}
        onChange={({ target }) => change({ name: target.value })}
      />
      <span className={`highlight-swatch ${set.colour}`} aria-hidden="true" />
      <select
        className="in"
        aria-label={say('colour')}
        value={set.colour}
        onChange={({ target }) => change({ colour: target.value as HighlightColour })}
      >
        {HIGHLIGHT_COLOURS.map((colour) => (
          <option key={colour} value={colour}>
            {say(colour)}
          </option>
        ))}
      </select>
      <IconButton icon={Trash2} small label={say('remove', { name: set.name })} onClick={() => remove(set, say)} />
      <textarea
        className="in mono"
        rows={3}
        aria-label={say('words')}
        placeholder={say('words')}
        value={text}
        spellCheck={false}
        onChange={({ target }) => {
          setText(target.value);
          change({ words: wordsOf(target.value) });
        }}
      />
    </fieldset>
  );
}

function wordsOf(text: string): string[] {
  const words = text.split('\n').map((word) => word.trim());
  return [...new Set(words)].filter((word) => word !== '').slice(0, MOST_WORDS);
}

function remove(gone: HighlightSet, say: ReturnType<typeof useText<typeof highlightsText>>): void {
  const before = useHighlightSets.getState().sets;
  useHighlightSets.setState({ sets: before.filter(({ id }) => id !== gone.id) });
  toast(say('removed', { name: gone.name }), () => useHighlightSets.setState({ sets: before }));
}
