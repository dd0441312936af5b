import { useState } from 'react';
import { HistoryDialog } from './history-dialog.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { type Conflict, ConflictDialog, PushDialog } from './push-dialog.tsx';
import type { Rules } from './use-rules.ts';

export type RulesDialog = 'push' | 'history' | 'import' | undefined;

export interface RulesDialogsProps {
  rules: Rules;
  /** Hosts that are there to apply a push. */
  hosts: readonly string[];
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
      hosts={hosts}
      onClose={() => onOpen(undefined)}
      onPublished={() => {
        onOpen(undefined);
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
