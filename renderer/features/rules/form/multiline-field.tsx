import { useText } from '../../../platform/text.ts';
import { Field, type FieldProps } from './form-field.tsx';
import { textOf, wordOf } from './form-values.ts';
import { ruleFormText } from './rule-form-text.ts';

export interface MultilineFieldProps extends FieldProps {
  value: unknown;
  isReadOnly: boolean;
  onChange(value: unknown): void;
}

/** How lines become one event: by themselves, never, or by the pattern of a first line. */
export function MultilineField({ value, isReadOnly, onChange, ...field }: MultilineFieldProps) {
  const say = useText(ruleFormText);
  const own = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  const kind = own === undefined ? (textOf(value) === 'none' ? 'none' : 'auto') : 'start';
  const choose = (next: string) => onChange(next === 'auto' ? undefined : next === 'none' ? 'none' : { start: '^\\S' });
  const set = (key: string, entry: unknown) => {
    const { [key]: _before, ...rest } = own ?? {};
    onChange(entry === undefined ? rest : { ...rest, [key]: entry });
  };
  return (
    <Field {...field}>
      {(control) => (
        <>
          <select
            {...control}
            className="in"
            value={kind}
            disabled={isReadOnly}
            onChange={(event) => choose(event.target.value)}
          >
            <option value="auto">auto</option>
            <option value="none">none</option>
            <option value="start">{say('multilineStart')}</option>
          </select>
          {own !== undefined && (
            <div className="rule-parts">
              <Part
                label={say('startPattern')}
                value={own.start}
                isReadOnly={isReadOnly}
                onChange={(text) => set('start', text)}
              />
              <Part
                label={say('maxLines')}
                value={own.maxLines}
                placeholder="500"
                isReadOnly={isReadOnly}
                onChange={(text) => set('maxLines', wordOf(text))}
              />
              <Part
                label={say('timeout')}
                value={own.timeout}
                placeholder="2s"
                isReadOnly={isReadOnly}
                onChange={(text) => set('timeout', wordOf(text))}
              />
            </div>
          )}
        </>
      )}
    </Field>
  );
}

interface PartProps {
  label: string;
  value: unknown;
  placeholder?: string;
  isReadOnly: boolean;
  onChange(text: string): void;
}

/** A part of a field's value, with a name of its own. */
export function Part({ label, value, placeholder = '', isReadOnly, onChange }: PartProps) {
  return (
    <input
      className="in mono"
      aria-label={label}
      placeholder={placeholder === '' ? label : placeholder}
      value={textOf(value)}
      readOnly={isReadOnly}
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
