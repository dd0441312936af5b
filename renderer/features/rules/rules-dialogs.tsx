import { useState } from 'react';
import { changedRules } from '../../../src/model/convergence.ts';
import { isForHost } from '../../../src/model/rule-selection.ts';
import { ImportDialog } from './import/import-dialog.tsx';
import { ConvergenceBoard, type HostStatus } from './push/convergence-board.tsx';
import { HistoryDialog } from './push/history-dialog.tsx';
import { type Conflict, ConflictDialog, PushDialog } from './push/push-dialog.tsx';
import type { Rules } from './use-rules.ts';

export type RulesDialog = 'push' | 'history' | 'import' | 'board' | undefined;

export interface RulesDialogsProps {
  rules: Rules;
  hosts: readonly HostStatus[];
  open: RulesDialog;
  onOpen(dialog: RulesDialog): void;
}

/** Review and push, history, and what happens when somebody else was faster. */
export function RulesDialogs({ rules, hosts, open, onOpen }: RulesDialogsProps) {
  const [note, setNote] = useState('');
  const [conflict, setConflict] = useState<Conflict>();
  const { published, text, baseRevision } = rules;
  const goOn = () => {
    setConflict(undefined);
    rules.reload();
  };
  if (conflict !== undefined)
    return (
      <ConflictDialog
        conflict={conflict}
        mine={text}
        onTakeTheirs={() => {
          rules.discard();
          goOn();
        }}
        onKeepMine={() => {
          rules.startFrom(text, conflict.current.revision);
          goOn();
        }}
      />
    );
  if (open === 'board') return <ConvergenceBoard rules={rules} hosts={hosts} onClose={() => onOpen(undefined)} />;
  if (open === 'import')
    return (
      <ImportDialog
        text={text}
        onClose={() => onOpen(undefined)}
        onTake={(next) => {
          rules.write(next);
          onOpen(undefined);
        }}
      />
    );
  if (open === 'history')
    return (
      <HistoryDialog
        current={published.set.revision}
        mayPublish={published.mayPublish}
        onClose={() => onOpen(undefined)}
        onRollBack={(old, why) => {
          rules.startFrom(old, published.set.revision);
          setNote(why);
          onOpen('push');
        }}
      />
    );
  if (open !== 'push') return null;
  return (
    <PushDialog
      before={published.text}
      after={text}
      baseRevision={baseRevision}
      note={note}
      hosts={affected(rules, hosts)}
      present={hosts.filter(({ present }) => present).map(({ host }) => host)}
      onClose={() => onOpen(undefined)}
      onPublished={() => {
        onOpen('board');
        setNote('');
        rules.discard();
        rules.reload();
      }}
      onConflict={(found) => {
        onOpen(undefined);
        setConflict(found);
      }}
    />
  );
}

/** Hosts that are there and that a changed rule is, or was, for. */
function affected({ rules, published }: Rules, hosts: readonly HostStatus[]): string[] {
  const ids = changedRules(published.set.rules, rules);
  const changed = [...published.set.rules, ...rules].filter(({ id }) => ids.has(id));
  return hosts
    .filter(({ host, present, agent }) => present && changed.some((rule) => isForHost(rule, host, agent.labels)))
    .map(({ host }) => host);
}
