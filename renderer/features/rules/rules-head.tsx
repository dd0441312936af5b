import { FileInput, History, ListChecks, Rocket, Undo2 } from 'lucide-react';
import { useEffect } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { useText } from '../../platform/text.ts';
import { dayText, secondText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { Button } from '../../ui/button.tsx';
import { importText } from './import/import-text.ts';
import { boardText } from './push/board-text.ts';
import { RolloutLine } from './push/rollout-bar.tsx';
import { rolloutText } from './push/rollout-text.ts';
import { rulesText } from './rules-text.ts';
import type { Rules } from './use-rules.ts';

export interface RulesHeadProps {
  rules: Rules;
  onHistory(): void;
  onBoard(): void;
  onImport(): void;
  onPush(): void;
}

/** What is published, and the way to what comes next. */
export function RulesHead({ rules, onBoard, onHistory, onImport, onPush }: RulesHeadProps) {
  const say = useText(rulesText);
  const sayBoard = useText(boardText);
  const sayImport = useText(importText);
  const sayRollout = useText(rolloutText);
  const { isDraft, published, baseRevision } = rules;
  const { revision } = published.set;
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
        <span className="sep" />
        <PublishedBy revision={revision} />
        <span className="grow" />
        <Button icon={ListChecks} onClick={onBoard}>
          {sayBoard('board')}
        </Button>
        <Button icon={History} onClick={onHistory}>
          {say('history')}
        </Button>
        <Button icon={FileInput} disabled={!published.mayPublish} onClick={onImport}>
          {sayImport('import')}
        </Button>
        {isDraft && (
          <Button icon={Undo2} onClick={rules.discard}>
            {say('discard')}
          </Button>
        )}
        <span className={isDraft ? 'badge warn' : 'badge'}>{say(isDraft ? 'draft' : 'unchanged')}</span>
        <Button
          kind="prim"
          icon={Rocket}
          disabled={!published.mayPublish || !isDraft || rules.problems.length > 0 || !rules.isChecked}
          onClick={onPush}
        >
          {say('review')}
        </Button>
      </div>
      {published.set.rollout !== undefined && (
        <p className="rules-newer">
          <RolloutLine revision={revision} rollout={published.set.rollout} />{' '}
          <Button small kind="line" onClick={onBoard}>
            {sayRollout('seeBoard')}
          </Button>
        </p>
      )}
      {isDraft && baseRevision !== revision && (
        <p className="rules-newer">{say('theirsNewer', { revision: String(revision), base: String(baseRevision) })}</p>
      )}
    </>
  );
}

function PublishedBy({ revision }: { revision: number }) {
  const say = useText(rulesText);
  const zone = usePreferences((state) => state.zone);
  const { value, reload } = useCall('rules.history', { limit: 1 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new revision has a new entry
  useEffect(reload, [reload, revision]);
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
