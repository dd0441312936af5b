// The chosen rule: as a form or as text on the left, what it does and what is wrong with it on the right.
import { Plus } from 'lucide-react';
import { type Ref, useState } from 'react';
import type { Answer } from '../../../src/contract/contract.ts';
import { isForHost } from '../../../src/model/rule-selection.ts';
import { useText } from '../../platform/text.ts';
import { bytesText } from '../../platform/time-text.ts';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { RuleForm } from './form/rule-form.tsx';
import { ruleFormText } from './form/rule-form-text.ts';
import { previewText } from './preview/preview-text.ts';
import { RulePreview } from './preview/rule-preview.tsx';
import { type PreviewState, usePreview } from './preview/use-preview.ts';
import { rulesText } from './rules-text.ts';
import type { Rules } from './use-rules.ts';
import { addRule, removeRule, setRuleKey, writtenRules } from './written/rule-document.ts';
import { RuleProblems } from './written/rule-problems.tsx';
import { YamlEditor, type YamlEditorHandle } from './written/yaml-editor.tsx';

export type EditedAs = 'form' | 'yaml';

export interface RuleDeskProps {
  rules: Rules;
  hosts: Answer<'hosts.watch'>['hosts'];
  /** Id of the chosen rule, as it is written. */
  chosen: string | undefined;
  editedAs: EditedAs;
  editor: Ref<YamlEditorHandle | null>;
  onChoose(rule: string): void;
  onEditAs(as: EditedAs): void;
  onGoTo(line: number): void;
}

const MOST_NAMES = 5;

export function RuleDesk(props: RuleDeskProps) {
  const { rules, hosts, editedAs } = props;
  const say = useText(ruleFormText);
  const sayRules = useText(rulesText);
  const written = writtenRules(rules.text);
  const index = Math.max(0, written?.findIndex(({ id }) => id === props.chosen) ?? 0);
  const name = written?.[index] === undefined ? undefined : nameOf(written[index].id, index);
  const rule = rules.rules.find(({ id }) => id === name);
  const problems = rules.problems.filter((problem) => problem.rule === name || problem.rule === '');
  const matching = rule === undefined ? [] : hosts.filter(({ host, agent }) => isForHost(rule, host, agent.labels));
  const present = matching.filter((each) => each.present).map(({ host }) => host);
  const [wanted, setWanted] = useState<string>();
  const [sample, setSample] = useState<string>();
  const host = wanted !== undefined && present.includes(wanted) ? wanted : present[0];
  const isBroken = problems.length > 0 || !rules.isChecked;
  const preview = usePreview(
    rule === undefined || isBroken || host === undefined
      ? undefined
      : { text: rules.text, rule: rule.id, host, ...(sample === undefined ? {} : { sample }) },
  );
  const isReadOnly = !rules.published.mayPublish;
  const put = (id: string) => {
    rules.write(addRule(rules.text, { id, paths: [`/var/log/${id}/*.log`] }));
    props.onChoose(id);
  };
  const hostNames = matching.map((each) => each.host);
  const names = hostNames.slice(0, MOST_NAMES).join(', ') + (hostNames.length > MOST_NAMES ? ', …' : '');
  const hostNote =
    rule === undefined
      ? undefined
      : hostNames.length === 0
        ? say('matchesNoHost')
        : say('matchesHosts', { n: hostNames.length, names });
  const fileNote = useFileNote(preview, host);
  return (
    <div className="rules-edit">
      <div className="rules-write">
        <div className="rules-bar">
          <Segments
            small
            label={say('editAs')}
            value={editedAs}
            options={[
              { value: 'form', label: say('form') },
              { value: 'yaml', label: say('yamlTab') },
            ]}
            onChange={props.onEditAs}
          />
          <span className="mono trunc">{name}</span>
          <span className="grow" />
          <Button small icon={Plus} disabled={isReadOnly || written === undefined} onClick={() => put(freeId(written))}>
            {say('add')}
          </Button>
        </div>
        {editedAs === 'yaml' ? (
          <YamlEditor
            ref={props.editor}
            text={rules.text}
            label={sayRules('yaml')}
            badLines={rules.badLines}
            isReadOnly={isReadOnly}
            onChange={rules.write}
          />
        ) : written === undefined || written[index] === undefined ? (
          <p className="preview-none t2">{say(written === undefined ? 'broken' : 'noRule')}</p>
        ) : (
          <RuleForm
            key={index}
            rule={written[index]}
            problems={problems}
            notes={{
              ...(hostNote === undefined ? {} : { hosts: hostNote }),
              ...(fileNote === undefined ? {} : { paths: fileNote }),
            }}
            isReadOnly={isReadOnly}
            onSet={(key, value) => {
              rules.write(setRuleKey(rules.text, index, key, value));
              if (key === 'id') props.onChoose(String(value ?? ''));
            }}
            onRemove={() => rules.write(removeRule(rules.text, index))}
          />
        )}
      </div>
      <RuleSide {...props}>
        <RulePreview
          rule={rule}
          isBroken={isBroken && rules.isChecked}
          hosts={present}
          host={host}
          sample={sample}
          state={preview}
          onHost={(next) => {
            setSample(undefined);
            setWanted(next);
          }}
          onSample={setSample}
        />
      </RuleSide>
    </div>
  );
}

function useFileNote({ value }: PreviewState, host: string | undefined): string | undefined {
  const say = useText(ruleFormText);
  if (value === undefined || host === undefined) return undefined;
  return say('matchesFiles', { n: value.matchedTotal, size: bytesText(value.matchedBytes), host });
}

function RuleSide({ rules, onGoTo, children }: RuleDeskProps & { children: React.ReactNode }) {
  const say = useText(previewText);
  const sayRules = useText(rulesText);
  const [tab, setTab] = useState<'preview' | 'problems'>('preview');
  return (
    <div className="rules-side">
      <Tabs<'preview' | 'problems'>
        id="rules-side"
        label={say('side')}
        value={tab}
        tabs={[
          { value: 'preview', label: say('preview') },
          { value: 'problems', label: sayRules('problems'), count: rules.problems.length },
        ]}
        onChange={setTab}
      />
      <div
        className="rules-side-panel"
        id="rules-side-panel"
        role="tabpanel"
        aria-label={say(tab === 'preview' ? 'preview' : 'side')}
      >
        {tab === 'preview' ? (
          children
        ) : (
          <RuleProblems
            text={rules.text}
            problems={rules.problems}
            isCurrent={rules.isChecked}
            onOpen={onGoTo}
            error={rules.checkError}
          />
        )}
      </div>
    </div>
  );
}

/** As the checker names a rule: by its id, or by its place where it has none. */
function nameOf(id: unknown, index: number): string {
  return typeof id === 'string' && id !== '' ? id : `#${index + 1}`;
}

function freeId(written: ReturnType<typeof writtenRules>): string {
  const taken = new Set(written?.map(({ id }) => id));
  for (let n = 1; ; n++) {
    const id = n === 1 ? 'my-service' : `my-service-${n}`;
    if (!taken.has(id)) return id;
  }
}
