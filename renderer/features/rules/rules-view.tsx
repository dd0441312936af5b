import { CircleAlert, CircleCheck, History, ListFilter, Rocket, Undo2 } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { AppError } from '../../../src/base/errors.ts';
import type { RuleProblem } from '../../../src/model/rule.ts';
import { useActions } from '../../platform/actions.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { dayText, secondText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { useStream } from '../../platform/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { problemLine } from './problem-place.ts';
import { type Conflict, ConflictDialog, PushDialog } from './push-dialog.tsx';
import { RuleTable } from './rule-table.tsx';
import { rulesText } from './rules-text.ts';
import { useDraftStore, useRuleCheck } from './use-draft.ts';
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
  const published = useCall('rules.read', {});
  const { latest } = useStream('hosts.watch', {});
  const draft = useDraftStore();
  const editor = useRef<YamlEditorHandle>(null);
  const [dialog, setDialog] = useState<'push' | 'history'>();
  const [note, setNote] = useState('');
  const [conflict, setConflict] = useState<Conflict>();
  const current = published.value;
  const text = draft.text ?? current?.text;
  const check = useRuleCheck(text);
  const problems = check.value?.problems ?? [];
  const badLines = useMemo(
    () => (check.value?.problems ?? []).map((problem) => problemLine(text ?? '', problem)),
    [check.value, text],
  );
  const hosts = latest?.hosts ?? [];
  // While the text cannot be read the list keeps what it said last: nothing jumps at each key.
  const lastRules = useRef(current?.set.rules);
  if (check.value !== undefined && (check.value.rules.length > 0 || problems.length === 0))
    lastRules.current = check.value.rules;
  const rules = lastRules.current ?? current?.set.rules ?? [];
  const isDraft = current !== undefined && draft.text !== undefined && draft.text !== current.text;
  const write = (next: string) => {
    if (current === undefined) return;
    const base = draft.text === undefined ? current.set.revision : draft.baseRevision;
    draft.set(next === current.text ? undefined : next, base);
  };
  const discard = () => draft.set(undefined, 0);
  const openPush = () => setDialog('push');
  useActions([
    { id: 'rules.push', group: say('title'), title: say('review'), icon: Rocket, run: openPush },
    { id: 'rules.history', group: say('title'), title: say('history'), icon: History, run: () => setDialog('history') },
  ]);
  if (current === undefined || text === undefined)
    return published.error === undefined ? (
      <Working>{say('reading')}</Working>
    ) : (
      <div className="pad">
        <ErrorNote error={published.error} onRetry={published.reload} />
      </div>
    );
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
        <span className="sep" />
        <PublishedBy revision={current.set.revision} />
        <span className="grow" />
        <Button icon={History} onClick={() => setDialog('history')}>
          {say('history')}
        </Button>
        {isDraft && (
          <Button icon={Undo2} onClick={discard}>
            {say('discard')}
          </Button>
        )}
        <span className={isDraft ? 'badge warn' : 'badge'}>{say(isDraft ? 'draft' : 'unchanged')}</span>
        <Button
          kind="prim"
          icon={Rocket}
          disabled={!isDraft || problems.length > 0 || !check.isCurrent}
          onClick={openPush}
        >
          {say('review')}
        </Button>
      </div>
      {isDraft && draft.baseRevision !== current.set.revision && (
        <p className="rules-newer">
          {say('theirsNewer', { revision: String(current.set.revision), base: String(draft.baseRevision) })}
        </p>
      )}
      <div className="rules-list scroll">
        {rules.length === 0 ? (
          <EmptyState
            icon={ListFilter}
            title={say('empty')}
            actions={
              text.trim() === '' || /^rules:\s*\[?\]?\s*$/.test(text.trim()) ? (
                <Button kind="line" onClick={() => write(EXAMPLE)}>
                  {say('example')}
                </Button>
              ) : undefined
            }
          >
            {say('emptyText')}
          </EmptyState>
        ) : (
          <RuleTable
            rules={rules}
            published={current.set.rules}
            hosts={hosts}
            onOpen={(rule) => editor.current?.goTo(problemLine(text, { rule: rule.id, path: '', message: '' }))}
          />
        )}
      </div>
      <div className="rules-edit">
        <YamlEditor ref={editor} text={text} label={say('yaml')} badLines={badLines} onChange={write} />
        <Problems
          text={text}
          problems={problems}
          isCurrent={check.isCurrent}
          onOpen={(line) => editor.current?.goTo(line)}
          error={check.error}
        />
      </div>
      {dialog === 'history' && (
        <HistoryDialog
          current={current.set.revision}
          onClose={() => setDialog(undefined)}
          onRollBack={(old, why) => {
            draft.set(old, current.set.revision);
            setNote(why);
            setDialog('push');
          }}
        />
      )}
      {dialog === 'push' && (
        <PushDialog
          before={current.text}
          after={text}
          baseRevision={draft.text === undefined ? current.set.revision : draft.baseRevision}
          note={note}
          hosts={hosts.filter((host) => host.present).map(({ host }) => host)}
          onClose={() => setDialog(undefined)}
          onPublished={() => {
            setDialog(undefined);
            setNote('');
            discard();
            published.reload();
          }}
          onConflict={(found) => {
            setDialog(undefined);
            setConflict(found);
          }}
        />
      )}
      {conflict !== undefined && (
        <ConflictDialog
          conflict={conflict}
          mine={text}
          onTakeTheirs={() => {
            discard();
            setConflict(undefined);
            published.reload();
          }}
          onKeepMine={() => {
            draft.set(text, conflict.current.revision);
            setConflict(undefined);
            published.reload();
          }}
        />
      )}
    </>
  );
}

function PublishedBy({ revision }: { revision: number }) {
  const say = useText(rulesText);
  const zone = usePreferences((state) => state.zone);
  const { value } = useCall('rules.history', { limit: 1 });
  const entry = value?.revisions.find((each) => each.revision === revision);
  return (
    <span className="t2 trunc">
      <b className="mono">r{revision}</b>{' '}
      {entry !== undefined &&
        `${say('published', { time: `${dayText(entry.atMs, zone).slice(5)} ${secondText(entry.atMs, zone).slice(0, 5)}`, by: entry.by })}${
          entry.note === '' ? '' : ` “${entry.note}”`
        }`}
    </span>
  );
}

interface ProblemsProps {
  text: string;
  problems: readonly RuleProblem[];
  isCurrent: boolean;
  error: AppError | undefined;
  onOpen(line: number): void;
}

function Problems({ text, problems, isCurrent, error, onOpen }: ProblemsProps) {
  const say = useText(rulesText);
  return (
    <section className="problems scroll" aria-label={say('problems')}>
      <h2>
        {say('problems')} <span className="t3">{isCurrent ? problems.length : say('checking')}</span>
      </h2>
      {error !== undefined && <ErrorNote error={error} />}
      {isCurrent && problems.length === 0 && error === undefined && (
        <p className="problem ok">
          <Icon of={CircleCheck} />
          {say('noProblems')}
        </p>
      )}
      <div role="status">
        {problems.map((problem) => {
          const line = problemLine(text, problem);
          return (
            <button
              type="button"
              className="problem"
              key={`${problem.rule} ${problem.path} ${problem.message}`}
              onClick={() => onOpen(line)}
            >
              <span className="err">
                <Icon of={CircleAlert} />
              </span>
              <span>
                <span className="mono">{[problem.rule, problem.path].filter((part) => part !== '').join(' · ')}</span>{' '}
                <span className="t3">{say('line', { n: line })}</span>
                <br />
                {problem.message}
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
