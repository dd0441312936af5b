import { shortFieldName } from '../../../../src/query/fields.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import { KeyCaps } from '../../../ui/key-caps.tsx';
import { searchText } from '../search-text.ts';
import type { Choice, Completions } from './use-completions.ts';

export interface CompletionListProps {
  completions: Completions;
  chosen: number;
  id: string;
  /** Character column under which it opens. */
  column: number;
  onChoose(choice: Choice): void;
  onPoint(index: number): void;
}

/** The choices under the query. The field keeps the focus; the list is told which one is chosen. */
export function CompletionList({ completions, chosen, id, column, onChoose, onPoint }: CompletionListProps) {
  const say = useText(searchText);
  const language = usePreferences((state) => state.language);
  const { spot, choices } = completions;
  const heading = (choice: Choice) => {
    if (choice.kind === 'saved') return say('saved');
    return choice.kind === 'field' ? say('fieldsHere') : say('valuesOf', { field: shortFieldName(spot.field ?? '') });
  };
  return (
    <div className="menu comp" style={{ left: `calc(36px + ${Math.min(column, 90)}ch)` }}>
      <div role="listbox" id={id} aria-label={heading(choices[0]!)}>
        {choices.map((choice, index) => (
          <div key={`${choice.kind} ${choice.text}`} role="presentation">
            {choice.kind !== choices[index - 1]?.kind && (
              <div className="mi lab" role="presentation">
                {heading(choice)}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the query field, which keeps the focus */}
            <div
              className={index === chosen ? 'mi is-on' : 'mi'}
              role="option"
              id={`${id}-${index}`}
              tabIndex={-1}
              aria-selected={index === chosen}
              onPointerMove={() => onPoint(index)}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => onChoose(choice)}
            >
              <Marked text={choice.text} part={choice.kind === 'saved' ? '' : spot.typed} />
              {choice.isLoose && (
                <span className="loose">
                  {say('containing')} “{spot.typed}”
                </span>
              )}
              {choice.count !== undefined && <span className="n">{formatNumber(choice.count, language)}</span>}
            </div>
          </div>
        ))}
      </div>
      <div className="foot" aria-hidden="true">
        <span>
          <KeyCaps keys="ArrowUp ArrowDown" /> {say('choose')}
        </span>
        <span>
          <KeyCaps keys="Tab" /> {say('insert')}
        </span>
        <span>
          <KeyCaps keys="Escape" /> {say('closeList')}
        </span>
      </div>
    </div>
  );
}

function Marked({ text: given, part }: { text: string; part: string }) {
  const text = visibleText(given);
  const at = part === '' ? -1 : text.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return <span className="trunc">{text}</span>;
  return (
    <span className="trunc">
      {text.slice(0, at)}
      <span className="typed">{text.slice(at, at + part.length)}</span>
      {text.slice(at + part.length)}
    </span>
  );
}
