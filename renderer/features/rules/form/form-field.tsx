// One field of the form: its name, what it says, the control, and what the checker says of it.
import { type ReactNode, useEffect, useId, useState } from 'react';
import { useText } from '../../../platform/text.ts';
import { type ruleKeyText as KeyText, ruleKeyText } from '../written/rule-key-text.ts';

export type RuleKey = keyof typeof KeyText & string;

export interface FieldProps {
  name: RuleKey;
  /** Added to what the key says, such as how a list is written. */
  how?: string;
  problem: string | undefined;
  /** Good news about the value: what it matches. */
  note?: string | undefined;
}

interface Control {
  id: string;
  'aria-describedby': string;
  'aria-invalid': boolean;
}

/** A named set of controls, each with a name of its own. */
export function FieldGroup({ name, problem, children }: Omit<FieldProps, 'how' | 'note'> & { children: ReactNode }) {
  const say = useText(ruleKeyText);
  return (
    <fieldset className={problem === undefined ? 'rule-field' : 'rule-field is-bad'}>
      <legend>{name}</legend>
      <div className="rule-help">
        <span>{say(name)}</span>
        {problem !== undefined && <span className="err">{problem}</span>}
      </div>
      {children}
    </fieldset>
  );
}

export function Field({ name, how, problem, note, children }: FieldProps & { children(control: Control): ReactNode }) {
  const say = useText(ruleKeyText);
  const id = useId();
  return (
    <div className={problem === undefined ? 'rule-field' : 'rule-field is-bad'}>
      <label htmlFor={id}>{name}</label>
      <div className="rule-help" id={`${id}-help`}>
        <span>{how === undefined ? say(name) : `${say(name)}, ${how}`}</span>
        {note !== undefined && problem === undefined && <span className="ok">{note}</span>}
        {problem !== undefined && <span className="err">{problem}</span>}
      </div>
      {children({ id, 'aria-describedby': `${id}-help`, 'aria-invalid': problem !== undefined })}
    </div>
  );
}

interface TextFieldProps extends FieldProps {
  /** What stands in the rules now. */
  text: string;
  /** Shown while the field is empty: what holds then. */
  placeholder?: string;
  words?: readonly string[] | undefined;
  rows?: number;
  isReadOnly: boolean;
  onChange(text: string): void;
}

/** A text, or several lines of it; words may be offered. */
export function TextField({ text, placeholder = '', words, rows, isReadOnly, onChange, ...field }: TextFieldProps) {
  const [typed, setTyped] = useTyped(text);
  const change = (next: string) => {
    setTyped(next);
    onChange(next);
  };
  return (
    <Field {...field}>
      {(control) =>
        rows === undefined ? (
          <>
            <input
              {...control}
              className="in mono"
              value={typed}
              placeholder={placeholder}
              readOnly={isReadOnly}
              spellCheck={false}
              {...(words === undefined ? {} : { list: `${control.id}-words` })}
              onChange={(event) => change(event.target.value)}
            />
            {words !== undefined && (
              <datalist id={`${control.id}-words`}>
                {words.map((word) => (
                  <option key={word} value={word} />
                ))}
              </datalist>
            )}
          </>
        ) : (
          <textarea
            {...control}
            className="in mono"
            rows={Math.max(rows, Math.min(8, typed.split('\n').length))}
            value={typed}
            placeholder={placeholder}
            readOnly={isReadOnly}
            spellCheck={false}
            onChange={(event) => change(event.target.value)}
          />
        )
      }
    </Field>
  );
}

/** What was typed stays as it was typed, until the value is changed elsewhere. */
function useTyped(text: string): [typed: string, setTyped: (text: string) => void] {
  const [state, setState] = useState({ typed: text, seen: text });
  const isOlder = state.seen !== text;
  useEffect(() => {
    if (!isOlder) return;
    // A value that is only written otherwise than it was typed (a blank line more) is no change of it.
    setState((before) => ({ typed: isSameText(before.typed, text) ? before.typed : text, seen: text }));
  }, [isOlder, text]);
  return [state.typed, (typed) => setState((before) => ({ ...before, typed }))];
}

function isSameText(a: string, b: string): boolean {
  const plain = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim().replace(/\s*[:=]\s*/, ': '))
      .filter((line) => line !== '')
      .join('\n');
  return plain(a) === plain(b);
}
