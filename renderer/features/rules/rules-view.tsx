import { FileInput, History, ListFilter, Rocket } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useActions } from '../../platform/actions.ts';
import { setRouteParams, useRoute } from '../../platform/route.ts';
import { useText } from '../../platform/text.ts';
import { useStream } from '../../platform/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { ruleFormText } from './form/rule-form-text.ts';
import { importText } from './import/import-text.ts';
import { RuleDesk } from './rule-desk.tsx';
import { RuleTable } from './rule-table.tsx';
import { type RulesDialog, RulesDialogs } from './rules-dialogs.tsx';
import { RulesHead } from './rules-head.tsx';
import { rulesText } from './rules-text.ts';
import { type Rules, useRules } from './use-rules.ts';
import { problemLine } from './written/problem-place.ts';
import type { YamlEditorHandle } from './written/yaml-editor.tsx';
import './rules.css';

const EXAMPLE = `version: 1
rules:
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
  const sayForm = useText(ruleFormText);
  const sayImport = useText(importText);
  const { latest } = useStream('hosts.watch', {});
  const hosts = latest?.hosts ?? [];
  const editor = useRef<YamlEditorHandle>(null);
  const [dialog, setDialog] = useState<RulesDialog>();
  const group = say('title');
  const changing = [
    { id: 'rules.push', group, title: say('review'), icon: Rocket, run: () => setDialog('push') },
    { id: 'rules.import', group, title: sayImport('title'), icon: FileInput, run: () => setDialog('import') },
  ];
  useActions([
    ...(rules.published.mayPublish ? changing : []),
    { id: 'rules.history', group, title: say('history'), icon: History, run: () => setDialog('history') },
  ]);
  const { params } = useRoute();
  const editedAs = params.get('as') === 'yaml' ? 'yaml' : 'form';
  const chosen = params.get('rule') ?? undefined;
  // A line to go to may lie in the text view that is not there yet.
  const [line, setLine] = useState<number>();
  useEffect(() => {
    if (line === undefined || editedAs !== 'yaml') return;
    editor.current?.goTo(line);
    setLine(undefined);
  }, [line, editedAs]);
  const goTo = (next: number) => {
    setRouteParams({ as: 'yaml' }, { replace: true });
    setLine(next);
  };
  const choose = (rule: string) => setRouteParams({ rule }, { replace: true });
  const open = (rule: string) => {
    choose(rule);
    if (editedAs === 'yaml') setLine(problemLine(rules.text, { rule, path: '', message: '' }));
  };
  return (
    <>
      <RulesHead
        rules={rules}
        onHistory={() => setDialog('history')}
        onBoard={() => setDialog('board')}
        onImport={() => setDialog('import')}
        onPush={() => setDialog('push')}
      />
      {rules.published.reason !== null && (
        <p className="rules-newer">{sayForm('readOnly', { reason: rules.published.reason })}</p>
      )}
      <div className="rules-list scroll">
        {rules.rules.length === 0 ? (
          <NoRules text={rules.text} onWrite={rules.write} />
        ) : (
          <RuleTable
            rules={rules.rules}
            published={rules.published.set.rules}
            hosts={hosts}
            chosen={chosen ?? rules.rules[0]?.id}
            onOpen={(rule) => open(rule.id)}
          />
        )}
      </div>
      <RuleDesk
        rules={rules}
        hosts={hosts}
        chosen={chosen}
        editedAs={editedAs}
        editor={editor}
        onChoose={choose}
        onEditAs={(as) => setRouteParams({ as: as === 'form' ? '' : as }, { replace: true })}
        onGoTo={goTo}
      />
      <RulesDialogs rules={rules} hosts={hosts} open={dialog} onOpen={setDialog} />
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
