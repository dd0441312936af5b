// A rule as a form. It writes into the text of the rules, and shows what the text says.
import { Trash2 } from 'lucide-react';
import type { RuleProblem } from '../../../../src/model/rule.ts';
import { useText } from '../../../platform/text.ts';
import { Button } from '../../../ui/button.tsx';
import { RULE_KEY_WORDS } from '../written/rule-completion.ts';
import type { WrittenRule } from '../written/rule-document.ts';
import { Field, type RuleKey, TextField } from './form-field.tsx';
import { formatOf, formatText, linesOf, listOf, pairLinesOf, pairsOf, textOf, wordOf } from './form-values.ts';
import { MultilineField } from './multiline-field.tsx';
import { RedactField } from './redact-field.tsx';
import { ruleFormText } from './rule-form-text.ts';

export interface RuleFormProps {
  rule: WrittenRule;
  /** Problems of this rule. */
  problems: readonly RuleProblem[];
  notes: Partial<Record<RuleKey, string>>;
  isReadOnly: boolean;
  onSet(key: RuleKey, value: unknown): void;
  onRemove(): void;
}

/** What holds where a key is left out. */
const DEFAULTS: Partial<Record<RuleKey, string>> = {
  hosts: '*',
  encoding: 'auto',
  format: 'auto',
  timezone: 'local',
  start: 'end',
};

export function RuleForm({ rule, problems, notes, isReadOnly, onSet, onRemove }: RuleFormProps) {
  const say = useText(ruleFormText);
  const field = (name: RuleKey) => ({ name, problem: problemOf(problems, name), note: notes[name], isReadOnly });
  const word = (name: RuleKey) => (
    <TextField
      {...field(name)}
      text={textOf(rule[name])}
      placeholder={defaultOf(rule, name)}
      words={RULE_KEY_WORDS[name]}
      onChange={(text) => onSet(name, wordOf(text))}
    />
  );
  const list = (name: RuleKey, rows = 1) => (
    <TextField
      {...field(name)}
      how={say('perLine')}
      rows={rows}
      text={linesOf(rule[name])}
      placeholder={defaultOf(rule, name)}
      onChange={(text) => onSet(name, listOf(text))}
    />
  );
  const pairs = (name: RuleKey) => (
    <TextField
      {...field(name)}
      how={say('pairs')}
      rows={1}
      text={pairLinesOf(rule[name])}
      onChange={(text) => onSet(name, pairsOf(text))}
    />
  );
  return (
    <form className="rule-form scroll" onSubmit={(event) => event.preventDefault()}>
      {word('id')}
      {word('service')}
      <EnabledField rule={rule} {...field('enabled')} onSet={onSet} />
      {list('hosts')}
      {pairs('labels')}
      {list('paths', 2)}
      {list('exclude')}
      <TextField
        {...field('format')}
        text={formatText(rule.format)}
        placeholder="auto"
        words={RULE_KEY_WORDS.format}
        onChange={(text) => onSet('format', formatOf(text))}
      />
      <MultilineField {...field('multiline')} value={rule.multiline} onChange={(value) => onSet('multiline', value)} />
      {word('encoding')}
      {word('timezone')}
      {word('start')}
      {list('drop')}
      <RedactField {...field('redact')} value={rule.redact} onChange={(value) => onSet('redact', value)} />
      {pairs('fields')}
      {list('correlate')}
      {word('rateLimit')}
      {word('sample')}
      {word('topic')}
      <Button kind="danger" small icon={Trash2} disabled={isReadOnly} onClick={onRemove}>
        {say('remove')}
      </Button>
    </form>
  );
}

interface EnabledProps {
  rule: WrittenRule;
  name: RuleKey;
  problem: string | undefined;
  isReadOnly: boolean;
  onSet: RuleFormProps['onSet'];
}

function EnabledField({ rule, isReadOnly, onSet, ...field }: EnabledProps) {
  return (
    <Field {...field}>
      {(control) => (
        <input
          {...control}
          type="checkbox"
          checked={rule.enabled !== false}
          disabled={isReadOnly}
          onChange={(event) => onSet('enabled', event.target.checked ? undefined : false)}
        />
      )}
    </Field>
  );
}

function defaultOf(rule: WrittenRule, name: RuleKey): string {
  const service = textOf(rule.service) || textOf(rule.id);
  if (name === 'service') return textOf(rule.id);
  return name === 'topic' ? `logs.${service}` : (DEFAULTS[name] ?? '');
}

/** The first problem of a key or of something inside it. */
function problemOf(problems: readonly RuleProblem[], key: string): string | undefined {
  const found = problems.find(({ path }) => path === key || path.startsWith(`${key}[`) || path.startsWith(`${key}.`));
  if (found === undefined) return undefined;
  const at = /^\w+\[(\d+)\]/.exec(found.path);
  return at === null ? found.message : `${Number(at[1]) + 1}. ${found.message}`;
}
