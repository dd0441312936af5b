import { Plus, X } from 'lucide-react';
import { useText } from '../../../platform/text.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { FieldGroup, type FieldProps } from './form-field.tsx';
import { type RedactEntry, redactEntries, redactKind, redactKinds, withRedactKind } from './form-values.ts';
import { Part } from './multiline-field.tsx';
import { ruleFormText } from './rule-form-text.ts';

export interface RedactFieldProps extends FieldProps {
  value: unknown;
  isReadOnly: boolean;
  onChange(value: unknown): void;
}

/** What is made unreadable: known kinds and own patterns, each with what stands there instead. */
export function RedactField({ value, isReadOnly, onChange, ...field }: RedactFieldProps) {
  const say = useText(ruleFormText);
  const entries = redactEntries(value);
  const put = (next: RedactEntry[]) => onChange(next.length === 0 ? undefined : next);
  const change = (at: number, entry: RedactEntry) => put(entries.map((each, i) => (i === at ? entry : each)));
  return (
    <FieldGroup {...field}>
      {entries.map((entry, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an entry has no name but its place
        <div className="rule-redact" key={at}>
          <select
            className="in"
            aria-label={say('redactKind')}
            value={redactKind(entry)}
            disabled={isReadOnly}
            onChange={(event) => change(at, withRedactKind(entry, event.target.value))}
          >
            {redactKinds(entry).map((kind) => (
              <option key={kind} value={kind}>
                {kind === 'pattern' ? say('ownPattern') : kind}
              </option>
            ))}
          </select>
          {entry.preset === undefined && (
            <Part
              label={say('redactPattern')}
              value={entry.pattern}
              isReadOnly={isReadOnly}
              onChange={(pattern) => change(at, { ...entry, pattern })}
            />
          )}
          <Part
            label={say('redactReplace')}
            value={entry.replace}
            isReadOnly={isReadOnly}
            onChange={(replace) => change(at, { ...entry, replace })}
          />
          <IconButton
            small
            icon={X}
            label={say('removeRedaction')}
            disabled={isReadOnly}
            onClick={() => put(entries.filter((_, i) => i !== at))}
          />
        </div>
      ))}
      <Button
        small
        kind="line"
        icon={Plus}
        disabled={isReadOnly}
        onClick={() => put([...entries, { preset: 'password' }])}
      >
        {say('addRedaction')}
      </Button>
    </FieldGroup>
  );
}
