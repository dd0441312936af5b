// Host by host: what was wanted, what is applied, and the first line that was read under it. The line is the proof.
import { useEffect, useState } from 'react';
import type { Answer } from '../../../../src/contract/contract.ts';
import { type Convergence, convergenceOf } from '../../../../src/model/convergence.ts';
import { quoteValue } from '../../../../src/query/complete-query.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { useText } from '../../../platform/text.ts';
import { clockText } from '../../../platform/time-text.ts';
import { useStream } from '../../../platform/use-stream.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { Working } from '../../../ui/states.tsx';
import { uiText } from '../../../ui/ui-text.ts';
import type { Rules } from '../use-rules.ts';
import { boardText } from './board-text.ts';
import { RolloutBar } from './rollout-bar.tsx';

export type HostStatus = Answer<'hosts.watch'>['hosts'][number];

const LOOK_EVERY_MS = 2_000;
/** Lines may be older than the push: a file is read on from where it was. */
const REACH_MS = 24 * 3_600_000;

export interface ConvergenceBoardProps {
  rules: Rules;
  hosts: readonly HostStatus[];
  onClose(): void;
}

export function ConvergenceBoard({ rules, hosts, onClose }: ConvergenceBoardProps) {
  const say = useText(boardText);
  const sayUi = useText(uiText);
  const { set } = rules.published;
  const { revision, rollout } = set;
  const lines = convergenceOf(hosts, set);
  const there = lines.filter(({ state }) => state !== 'gone' && state !== 'not-affected' && state !== 'later');
  const applied = there.filter(({ state }) => state === 'applied').length;
  return (
    <Dialog wide title={say('title', { revision: String(revision) })} closeLabel={sayUi('close')} onClose={onClose}>
      {rollout !== undefined && <RolloutBar rules={rules} rollout={rollout} lines={lines} />}
      <p role="status">{say('summary', { applied, n: there.length })}</p>
      {lines.length === 0 && <Working>{say('noHosts')}</Working>}
      {lines.length > 0 && (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th>{say('host')}</th>
                <th>{say('wanted')}</th>
                <th>{say('applied')}</th>
                <th className="num">{say('age')}</th>
                <th>{say('first')}</th>
                <th>{say('state')}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <BoardLine key={line.host} line={line} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <p className="t2">{say('proof', { revision: String(revision) })}</p>
    </Dialog>
  );
}

const TONES = {
  applied: 'ok',
  refused: 'err',
  waiting: 'warn',
  later: 't2',
  'not-affected': 't3',
  gone: 't3',
} as const;

function BoardLine({ line }: { line: Convergence }) {
  const say = useText(boardText);
  const zone = usePreferences((state) => state.zone);
  const first = useFirstRecord(line);
  const ageMs = useAge(line);
  return (
    <tr className={line.state === 'gone' ? 'gone' : ''}>
      <td className="mono">{line.host}</td>
      <td className="mono">r{line.wanted}</td>
      <td className="mono">r{line.applied}</td>
      <td className="num mono">{ageMs === undefined ? '—' : say('seconds', { n: ageMs / 1_000 })}</td>
      <td className="mono">
        {first !== undefined ? clockText(Date.parse(first), zone) : line.state === 'applied' ? say('waitingLine') : '—'}
      </td>
      <td {...(line.error === undefined ? {} : { 'data-tip': line.error })}>
        <span className={TONES[line.state]}>
          {say(first === undefined || line.state !== 'applied' ? line.state : 'proven')}
        </span>{' '}
        {line.error !== undefined && <span className="err">{line.error}</span>}
      </td>
    </tr>
  );
}

/** How long this window has seen the host wait; it stands still once the host has applied. */
function useAge({ state, wanted }: Convergence): number | undefined {
  const [start] = useState(() => performance.now());
  const [ageMs, setAgeMs] = useState<number>();
  const isWaiting = state === 'waiting';
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision is another wait
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => setAgeMs(performance.now() - start), 200);
    return () => clearInterval(timer);
  }, [isWaiting, start, wanted]);
  return ageMs;
}

/** Time of the first stored event of a host that carries the revision; looked for until there is one. */
function useFirstRecord({ host, wanted, state }: Convergence): string | undefined {
  const [round, setRound] = useState(0);
  const [found, setFound] = useState<string>();
  const [sinceMs] = useState(() => Date.now() - REACH_MS);
  const isSought = found === undefined && (state === 'applied' || state === 'refused');
  const query = `crosstail.revision:${wanted} AND host:${quoteValue(host)}`;
  useStream(
    'search.find',
    // The end moves on with each round: what came meanwhile is looked for as well.
    isSought ? { query, range: { fromMs: sinceMs - round }, order: 'oldest', limit: 1 } : null,
    ({ events }) => {
      if (events[0] !== undefined) setFound(events[0]['@timestamp']);
    },
  );
  useEffect(() => {
    if (!isSought) return;
    const timer = setInterval(() => setRound((before) => before + 1), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isSought]);
  return found;
}
