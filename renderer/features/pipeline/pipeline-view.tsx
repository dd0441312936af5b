import { CircleCheck, Database, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { usePreferences } from '../../platform/preferences.ts';
import { navigate } from '../../platform/route.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { bytesText, clockText, dayText, durationText } from '../../platform/time-text.ts';
import { useCall } from '../../platform/use-call.ts';
import { useStream } from '../../platform/use-stream.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorNote, Working } from '../../ui/states.tsx';
import { ClusterPipeline } from './cluster-pipeline.tsx';
import { clusterText } from './cluster-text.ts';
import { Fact } from './fact.tsx';
import { pipelineText } from './pipeline-text.ts';
import './pipeline.css';

const REFRESH_MS = 5_000;
const KEPT_RATES = 240;
const HOUR_MS = 3_600_000;

/** What comes in and what is kept; in a cluster workspace also what is on its way. */
export function PipelineView() {
  const say = useText(pipelineText);
  const sayCluster = useText(clusterText);
  const { zone, language } = usePreferences();
  const { value: stats, error, reload } = useCall('store.stats', {});
  const rates = useRef<number[]>([]);
  const { latest } = useStream('workspace.status', {}, (status) => {
    rates.current = [...rates.current, status.eventsPerSecond].slice(-KEPT_RATES);
  });
  const { latest: pipeline, error: pipelineError } = useStream('pipeline.watch', {});
  const cluster = pipeline?.type === 'status' ? pipeline : undefined;
  useEffect(() => {
    const timer = setInterval(reload, REFRESH_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const number = (value: number) => formatNumber(value, language, 0);
  const instant = (timeMs: number) => `${dayText(timeMs, zone)} ${clockText(timeMs, zone).slice(0, 8)}`;
  return (
    <>
      <div className="vhead">
        <h1>{say('title')}</h1>
        <span className="t3">{cluster === undefined ? say('embedded') : sayCluster('cluster')}</span>
      </div>
      <div className="pipeline scroll">
        {pipelineError !== undefined && <ErrorNote error={pipelineError} />}
        {cluster !== undefined && <ClusterPipeline status={cluster} />}
        {error !== undefined && <ErrorNote error={error} onRetry={reload} />}
        {stats === undefined && error === undefined && <Working>{say('reading')}</Working>}
        {stats !== undefined && (
          <dl className="facts">
            <Fact name={say('events')} value={number(stats.events)} />
            <Fact name={say('size')} value={bytesText(stats.bytes)} />
            <Fact
              name={say('perEvent')}
              value={stats.events === 0 ? '—' : `${Math.round(stats.bytes / stats.events)} B`}
            />
            {stats.fromMs !== null && stats.toMs !== null && (
              <>
                <Fact name={say('reach')} value={instant(stats.fromMs)} />
                <Fact name={say('to')} value={instant(stats.toMs)} />
              </>
            )}
            {latest !== undefined && (
              <>
                <Fact name={say('ingest')} value={say('linesPerSecond', { n: Math.round(latest.eventsPerSecond) })} />
                <Fact name={say('lag')} value={durationText(latest.lagMs)} />
                <Fact name={say('losses')} value={number(latest.losses)} isBad={latest.losses > 0} />
              </>
            )}
          </dl>
        )}
        {latest !== undefined && (
          <section>
            <h2>{say('problems')}</h2>
            <Problems problems={[...latest.damaged.map((path) => say('damagedFile', { path })), ...latest.problems]} />
          </section>
        )}
        <section>
          <h2>{say('rateNow')}</h2>
          <RateLine rates={rates.current} label={say('rateNow')} />
        </section>
        {stats?.segments.length === 0 && (
          <EmptyState icon={Database} title={say('none')}>
            {say('noneText')}
          </EmptyState>
        )}
        {stats !== undefined && stats.segments.length > 0 && <Segments segments={stats.segments} />}
      </div>
    </>
  );
}

function Problems({ problems }: { problems: readonly string[] }) {
  const say = useText(pipelineText);
  if (problems.length === 0)
    return (
      <p className="line">
        <span className="ok">
          <Icon of={CircleCheck} />
        </span>
        {say('noProblems')}
      </p>
    );
  return problems.map((problem) => (
    <p className="line" key={problem}>
      <span className="err">
        <Icon of={TriangleAlert} />
      </span>
      {problem}
    </p>
  ));
}

interface Segment {
  fromMs: number;
  events: number;
  bytes: number;
}

const FIRST_SHOWN = 48;

function Segments({ segments }: { segments: readonly Segment[] }) {
  const say = useText(pipelineText);
  const { zone, language } = usePreferences();
  const [most, setMost] = useState(FIRST_SHOWN);
  const newestFirst = [...segments].sort((a, b) => b.fromMs - a.fromMs);
  const highest = Math.max(1, ...segments.map((segment) => segment.bytes));
  return (
    <section>
      <h2>
        {say('byHour')} <span className="t3">{formatNumber(segments.length, language)}</span>
      </h2>
      <table className="hours">
        <thead>
          <tr>
            <th>{say('hour')}</th>
            <th className="num">{say('events')}</th>
            <th className="num">{say('size')}</th>
            <th>{say('share')}</th>
            <th>
              <span className="sr">{say('show')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.slice(0, most).map((segment) => (
            <tr key={segment.fromMs}>
              <td className="mono">
                {dayText(segment.fromMs, zone)} {clockText(segment.fromMs, zone).slice(0, 5)}
              </td>
              <td className="num mono">{formatNumber(segment.events, language)}</td>
              <td className="num mono">{bytesText(segment.bytes)}</td>
              <td>
                <span className="barbox">
                  <i style={{ width: `${(segment.bytes / highest) * 100}%` }} />
                </span>
              </td>
              <td className="num">
                <Button small onClick={() => showHour(segment.fromMs)}>
                  {say('show')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {newestFirst.length > most && (
        <Button kind="line" small onClick={() => setMost(most * 4)}>
          +{formatNumber(newestFirst.length - most, language)}
        </Button>
      )}
    </section>
  );
}

function showHour(fromMs: number): void {
  navigate('search', { from: new Date(fromMs).toISOString(), to: new Date(fromMs + HOUR_MS).toISOString() });
}

function RateLine({ rates, label }: { rates: readonly number[]; label: string }) {
  const language = usePreferences((state) => state.language);
  const top = Math.max(1, ...rates);
  const points = rates.map((rate, index) => `${(index / (KEPT_RATES - 1)) * 600},${44 - (rate / top) * 42}`);
  return (
    <div className="rate-line">
      <span className="t3">{formatNumber(top, language, 0)}</span>
      <svg viewBox="0 0 600 46" preserveAspectRatio="none" role="img" aria-label={label}>
        <polyline points={points.join(' ')} vectorEffect="non-scaling-stroke" />
      </svg>
    </div>
  );
}
