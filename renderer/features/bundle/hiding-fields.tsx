import { usePreferences } from '../../platform/preferences.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import type { ScopeFields } from './bundle-scope.ts';
import { bundleText } from './bundle-text.ts';

export interface HidingFieldsProps {
  fields: ScopeFields;
  kinds: readonly { name: string; label: string }[];
  /** Hits by kind of the preview; null until there is one, and when nothing is hidden. */
  hidden: Readonly<Record<string, number>> | null;
  onChange(patch: Partial<ScopeFields>): void;
}

/** What is hidden on the way out, each kind with how often it was found. */
export function HidingFields({ fields, kinds, hidden, onChange }: HidingFieldsProps) {
  const say = useText(bundleText);
  const language = usePreferences((state) => state.language);
  const toggle = (name: string) =>
    onChange({
      kinds: fields.kinds.includes(name) ? fields.kinds.filter((each) => each !== name) : [...fields.kinds, name],
    });
  return (
    <>
      <label className="bundle-check">
        <input
          type="checkbox"
          checked={fields.isHiding}
          onChange={(event) => onChange({ isHiding: event.target.checked })}
        />
        {say('hide')}
      </label>
      {fields.isHiding && (
        <>
          <div className="bundle-kinds">
            {kinds.map(({ name, label }) => (
              <label className="bundle-check" key={name}>
                <input type="checkbox" checked={fields.kinds.includes(name)} onChange={() => toggle(name)} />
                <span className="grow">{name in bundleText ? say(name as keyof typeof bundleText) : label}</span>
                {(hidden?.[name] ?? 0) > 0 && (
                  <b className="bundle-count">{say('hits', { n: formatNumber(hidden![name]!, language) })}</b>
                )}
              </label>
            ))}
          </div>
          <label className="bundle-field">
            <span className="lab">{say('own')}</span>
            <textarea
              className="in mono"
              rows={2}
              value={fields.own}
              spellCheck={false}
              onChange={(event) => onChange({ own: event.target.value })}
            />
          </label>
          <OwnCounts hidden={hidden} />
        </>
      )}
    </>
  );
}

function OwnCounts({ hidden }: { hidden: HidingFieldsProps['hidden'] }) {
  const say = useText(bundleText);
  const own = Object.entries(hidden ?? {}).filter(([name]) => name.startsWith('own-'));
  if (own.length === 0) return null;
  return <p className="t2">{own.map(([name, n]) => `${name}: ${say('hits', { n })}`).join(' · ')}</p>;
}
