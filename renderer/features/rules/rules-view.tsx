import { History, ListFilter, Rocket } from 'lucide-react';
import { useRef, useState } from 'react';
import { useActions } from '../../platform/actions.ts';
import { useText } from '../../platform/text.ts';
import { useStream } from '../../platform/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { problemLine } from './problem-place.ts';
import { RuleProblems } from './rule-problems.tsx';
import { RuleTable } from './rule-table.tsx';
import { type RulesDialog, RulesDialogs } from './rules-dialogs.tsx';
import { RulesHead } from './rules-head.tsx';
import { rulesText } from './rules-text.ts';
import { type Rules, useRules } from './use-rules.ts';
import { YamlEditor, type YamlEditorHandle } from './yaml-editor.tsx';
import './rules.css';

const EXAMPLE = `rules:
  - id: my-service
    service: my-service
    paths:
      - /var/log/my-service/*.log
`;

/** Which logs are collected where: written, checked, reviewed, pushed, taken back. */
export function RulesView() {
  const say = useText(rulesText);
  const { rules, error, reload } = useRules();
  if (rules !== undefined) return <RulesDesk rules={rules} />;
  if (error === undefined) return <Working>{say('reading')}</Working>;
  return (
    <div className="pad">
      <ErrorNote error={error} onRetry={reload} />
    </div>
  );
}

function RulesDesk({ rules }: { rules: Rules }) {
  const say = useText(rulesText);
  const { latest } = useStream('hosts.watch', {});
  const hosts = latest?.hosts ?? [];
  const editor = useRef<YamlEditorHandle>(null);
  const [dialog, setDialog] = useState<RulesDialog>();
  useActions([
    { id: 'rules.push', group: say('title'), title: say('review'), icon: Rocket, run: () => setDialog('push') },
    { id: 'rules.history', group: say('title'), title: say('history'), icon: History, run: () => setDialog('history') },
  ]);
  const goTo = (line: number) => editor.current?.goTo(line);
  return (
    <>
      <RulesHead rules={rules} onHistory={() => setDialog('history')} onPush={() => setDialog('push')} />
      <div className="rules-list scroll">
        {rules.rules.length === 0 ? (
          <NoRules text={rules.text} onWrite={rules.write} />
        ) : (
          <RuleTable
            rules={rules.rules}
            published={rules.published.set.rules}
            hosts={hosts}
            onOpen={(rule) => goTo(problemLine(rules.text, { rule: rule.id, path: '', message: '' }))}
          />
        )}
      </div>
      <div className="rules-edit">
        <YamlEditor
          ref={editor}
          text={rules.text}
          label={say('yaml')}
          badLines={rules.badLines}
          onChange={rules.write}
        />
        <RuleProblems
          text={rules.text}
          problems={rules.problems}
          isCurrent={rules.isChecked}
          onOpen={goTo}
          error={rules.checkError}
        />
      </div>
      <RulesDialogs
        rules={rules}
        hosts={hosts.filter((host) => host.present).map(({ host }) => host)}
        open={dialog}
        onOpen={setDialog}
      />
    </>
  );
}

function NoRules({ text, onWrite }: { text: string; onWrite(text: string): void }) {
  const say = useText(rulesText);
  const isBlank = text.trim() === '' || /^(?:version: \d+\s*)?rules:\s*(?:\[\s*\])?$/.test(text.trim());
  return (
    <EmptyState
      icon={ListFilter}
      title={say('empty')}
      actions={
        isBlank && (
          <Button kind="line" onClick={() => onWrite(EXAMPLE)}>
            {say('example')}
          </Button>
        )
      }
    >
      {say('emptyText')}
    </EmptyState>
  );
}
