import { useId } from 'react';
import { isChosen } from '../../../../src/model/rollout.ts';
import { useText } from '../../../platform/text.ts';
import { Segments } from '../../../ui/segments.tsx';
import { rolloutText } from './rollout-text.ts';
import { planOf, type RolloutWish } from './rollout-wish.ts';

export interface RolloutFieldProps {
  wish: RolloutWish;
  /** Names of the hosts that are there. */
  present: readonly string[];
  onChange(wish: RolloutWish): void;
}

const MOST_NAMES = 8;

/** Where a push begins: everywhere, on a share, or on chosen hosts, which are named. */
export function RolloutField({ wish, present, onChange }: RolloutFieldProps) {
  const say = useText(rolloutText);
  const id = useId();
  return (
    <fieldset className="rollout-field">
      <legend className="lab">{say('rollout')}</legend>
      <div className="rollout-row">
        <Segments
          label={say('rollout')}
          value={wish.where}
          options={[
            { value: 'all', label: say('all') },
            { value: 'share', label: say('share') },
            { value: 'hosts', label: say('hosts') },
          ]}
          onChange={(where) => onChange({ ...wish, where })}
        />
        {wish.where === 'share' && (
          <span className="rollout-number">
            <input
              className="in"
              type="number"
              min={0.1}
              max={99.9}
              step="any"
              aria-label={say('percent')}
              value={wish.percent}
              onChange={(event) => onChange({ ...wish, percent: event.target.value })}
            />
            %
          </span>
        )}
        {wish.where === 'hosts' && (
          <input
            className="in grow"
            aria-label={say('names')}
            placeholder={say('names')}
            value={wish.hosts}
            onChange={(event) => onChange({ ...wish, hosts: event.target.value })}
          />
        )}
      </div>
      {wish.where !== 'all' && (
        <>
          <Reach wish={wish} present={present} />
          <div className="rollout-row">
            <input
              id={id}
              type="checkbox"
              checked={wish.isByItself}
              onChange={(event) => onChange({ ...wish, isByItself: event.target.checked })}
            />
            <label htmlFor={id}>{say('byItself')}</label>
            <span className="rollout-number">
              <input
                className="in"
                type="number"
                min={1}
                aria-label={say('rest')}
                disabled={!wish.isByItself}
                value={wish.restSeconds}
                onChange={(event) => onChange({ ...wish, restSeconds: event.target.value })}
              />
            </span>
          </div>
          <p className="t2">{say('stopsByItself')}</p>
        </>
      )}
    </fieldset>
  );
}

function Reach({ wish, present }: Pick<RolloutFieldProps, 'wish' | 'present'>) {
  const say = useText(rolloutText);
  const plan = planOf(wish);
  if (plan === undefined || plan === 'incomplete') return null;
  const first = present.filter((host) => isChosen(plan.target, host));
  if (first.length === 0) return <p className="warn">{say('nobody')}</p>;
  const names = first.slice(0, MOST_NAMES).join(', ') + (first.length > MOST_NAMES ? ', …' : '');
  return <p>{say('firstOn', { n: first.length, names })}</p>;
}
