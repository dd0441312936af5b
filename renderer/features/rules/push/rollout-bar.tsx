// A revision that is tried on some hosts: where it stands, and the ways on, to hold it, and back.
import { Pause, Play, SkipForward, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { AppError } from '../../../../src/base/errors.ts';
import type { Convergence } from '../../../../src/model/convergence.ts';
import { isChosen, nextTarget, type Rollout, type RolloutStep } from '../../../../src/model/rollout.ts';
import { useConsole } from '../../../platform/console-context.tsx';
import { useText } from '../../../platform/text.ts';
import { toAppError } from '../../../platform/use-call.ts';
import { Button } from '../../../ui/button.tsx';
import { ErrorNote } from '../../../ui/states.tsx';
import { rulesText } from '../rules-text.ts';
import type { Rules } from '../use-rules.ts';
import { rolloutText } from './rollout-text.ts';

export interface RolloutBarProps {
  rules: Rules;
  rollout: Rollout;
  /** Where each host stands. */
  lines: readonly Convergence[];
}

const TONES = { running: 'badge', paused: 'badge warn', stopped: 'badge err' } as const;

/** Where a revision that is tried holds, in a line. */
export function RolloutLine({ revision, rollout }: { revision: number; rollout: Rollout }) {
  const say = useText(rolloutText);
  const { target, state, stable } = rollout;
  const where = 'hosts' in target ? target.hosts.join(', ') : say('shareOf', { n: target.percent });
  return (
    <>
      <span className={TONES[state]}>{say(state)}</span>{' '}
      <span>{say('holds', { revision: String(revision), where, stable: String(stable.revision) })}</span>
    </>
  );
}

export function RolloutBar({ rules, rollout, lines }: RolloutBarProps) {
  const say = useText(rolloutText);
  const { revision } = rules.published.set;
  const { target, restMs, reason } = rollout;
  const there = lines.filter((line) => line.state !== 'gone' && isChosen(target, line.host));
  const applied = there.filter((line) => line.applied === revision).length;
  return (
    <div className="rollout-bar">
      <div className="rollout-row">
        <RolloutLine revision={revision} rollout={rollout} />
        <span className="grow" />
        <span className="t2">
          {restMs === undefined ? say('byHand') : say('byItselfAfter', { n: Math.round(restMs / 1_000) })}
        </span>
      </div>
      {reason !== undefined && (
        <p className="err" role="alert">
          {say('why', { reason })}
        </p>
      )}
      <div className="prog">
        <i style={{ width: `${there.length === 0 ? 0 : (applied / there.length) * 100}%` }} />
      </div>
      <p className="t2">{say('chosenApplied', { applied, n: there.length })}</p>
      {rules.published.mayPublish && <Ways rules={rules} rollout={rollout} />}
    </div>
  );
}

function Ways({ rules, rollout }: Pick<RolloutBarProps, 'rules' | 'rollout'>) {
  const say = useText(rolloutText);
  const sayRules = useText(rulesText);
  const { isBusy, error, run } = useSteering(rules);
  const next = nextTarget(rollout.target);
  const stable = String(rollout.stable.revision);
  const note = sayRules('rollBackNote', { revision: stable });
  return (
    <>
      <div className="rollout-row">
        {rollout.state === 'running' ? (
          <Button icon={Pause} disabled={isBusy} onClick={() => run({ type: 'pause' })}>
            {say('pause')}
          </Button>
        ) : (
          <Button icon={Play} disabled={isBusy} onClick={() => run({ type: 'resume' })}>
            {say('resume')}
          </Button>
        )}
        <Button kind="danger" icon={Undo2} disabled={isBusy} onClick={() => run({ type: 'back', note })}>
          {say('rollBackTo', { revision: stable })}
        </Button>
        <span className="grow" />
        {next !== undefined && 'percent' in next && (
          <Button
            kind="line"
            icon={SkipForward}
            disabled={isBusy}
            onClick={() => run({ type: 'advance', target: next })}
          >
            {say('advanceTo', { n: next.percent })}
          </Button>
        )}
        <Button kind="prim" icon={SkipForward} disabled={isBusy} onClick={() => run({ type: 'advance' })}>
          {say('advanceAll')}
        </Button>
      </div>
      {error !== undefined && <ErrorNote error={error} />}
    </>
  );
}

type Way = RolloutStep | { type: 'back'; note: string };

/** Takes a step; what is shown follows when the set has changed. */
function useSteering({ published, reload }: Rules) {
  const client = useConsole();
  const say = useText(rolloutText);
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<AppError>();
  const { revision, rollout } = published.set;
  const take = async (way: Way) => {
    if (client === undefined) return;
    const isTaken =
      way.type === 'back'
        ? rollout !== undefined &&
          (
            await client['rules.rollback']({
              revision: rollout.stable.revision,
              note: way.note,
              expectRevision: revision,
            })
          ).type === 'published'
        : (await client['rules.steer']({ revision, step: way })).steered;
    if (!isTaken) throw new AppError('RULE_CONFLICT', say('changedMeanwhile'));
  };
  const run = (way: Way) => {
    setBusy(true);
    setError(undefined);
    take(way)
      .catch((failure: unknown) => setError(toAppError(failure)))
      .finally(() => {
        setBusy(false);
        reload();
      });
  };
  return { isBusy, error, run };
}
