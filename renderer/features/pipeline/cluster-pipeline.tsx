// Between agents and store, in a workspace of real servers: what is written, what waits, who stores it, and how well.
import type { Answer } from '../../../src/contract/contract.ts';
import { usePreferences } from '../../platform/preferences.ts';
import { formatNumber, useText } from '../../platform/text.ts';
import { bytesText } from '../../platform/time-text.ts';
import { clusterText } from './cluster-text.ts';
import { DeadLetters } from './dead-letters.tsx';
import { Fact } from './fact.tsx';

export type ClusterStatus = Extract<Answer<'pipeline.watch'>, { type: 'status' }>;

export function ClusterPipeline({ status }: { status: ClusterStatus }) {
  const say = useText(clusterText);
  const language = usePreferences((state) => state.language);
  const { index, inPerSecond, outPerSecond } = status;
  const rate = (value: number | null) => (value === null ? '—' : say('perSecond', { n: Math.round(value) }));
  return (
    <>
      {status.kafkaProblem !== null && <p className="line err">{status.kafkaProblem}</p>}
      <dl className="facts">
        <Fact name={say('written')} value={rate(inPerSecond)} />
        <Fact name={say('stored')} value={rate(outPerSecond)} />
        <Fact name={say('lag')} value={formatNumber(status.lagTotal, language, 0)} />
        <Fact name={say('health')} value={index.state} isBad={index.state === 'red' || index.state === 'unreachable'} />
        <Fact name={say('documents')} value={formatNumber(index.documents, language, 0)} />
      </dl>
      <p className="line t2">
        {index.detail} · {say('indices', { n: index.indices, size: bytesText(index.bytes) })}
      </p>
      {index.blocked.length > 0 && <p className="line err">{say('blocked', { names: index.blocked.join(', ') })}</p>}
      <Indexers status={status} />
      <Partitions status={status} />
      <DeadLetters />
    </>
  );
}

function Indexers({ status: { indexers, group } }: { status: ClusterStatus }) {
  const say = useText(clusterText);
  return (
    <section>
      <h2>
        {say('indexers')} <span className="t3">{indexers.length}</span>
      </h2>
      {indexers.length === 0 ? (
        <p className="line warn">{say('noIndexer', { group })}</p>
      ) : (
        <table className="pipe-table">
          <thead>
            <tr>
              <th>{say('indexers')}</th>
              <th>{say('host')}</th>
              <th className="num">{say('partitions')}</th>
            </tr>
          </thead>
          <tbody>
            {indexers.map((indexer) => (
              <tr key={indexer.id}>
                <td className="mono">{indexer.id}</td>
                <td className="mono">{indexer.host}</td>
                <td className="num mono">{indexer.partitions}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Partitions({ status: { partitions } }: { status: ClusterStatus }) {
  const say = useText(clusterText);
  const language = usePreferences((state) => state.language);
  const number = (value: number) => formatNumber(value, language, 0);
  return (
    <section>
      <h2>
        {say('partitions')} <span className="t3">{partitions.length}</span>
      </h2>
      {partitions.length === 0 ? (
        <p className="line t2">{say('noTopics')}</p>
      ) : (
        <table className="pipe-table">
          <thead>
            <tr>
              <th>{say('topic')}</th>
              <th className="num">{say('partition')}</th>
              <th className="num">{say('end')}</th>
              <th className="num">{say('committed')}</th>
              <th className="num">{say('lag')}</th>
              <th>{say('indexers')}</th>
            </tr>
          </thead>
          <tbody>
            {partitions.map((part) => (
              <tr key={`${part.topic} ${part.partition}`}>
                <td className="mono">{part.topic}</td>
                <td className="num mono">{part.partition}</td>
                <td className="num mono">{number(part.endOffset)}</td>
                <td className="num mono">{part.committed === null ? '—' : number(part.committed)}</td>
                <td className={part.lag > 0 && part.indexer === null ? 'num mono err' : 'num mono'}>
                  {number(part.lag)}
                </td>
                <td className="mono">{part.indexer ?? say('nobody')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
