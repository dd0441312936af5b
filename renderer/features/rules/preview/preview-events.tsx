import { bodyOf, type LogEvent } from '../../../../src/model/log-event.ts';
import { useText } from '../../../platform/text.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import { previewText } from './preview-text.ts';
import type { Preview } from './use-preview.ts';

/** The first lines as they are, each beside the event it becomes. */
export function PreviewEvents({ samples }: { samples: Preview['samples'] }) {
  const say = useText(previewText);
  if (samples.length === 0) return null;
  return (
    <table className="preview-events">
      <thead>
        <tr>
          <th>{say('before')}</th>
          <th>{say('after')}</th>
        </tr>
      </thead>
      <tbody>
        {samples.map((sample, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the events of one answer never move
          <tr key={index} className={sample.outcome === 'kept' ? changeOf(sample) : 'dropped'}>
            <td>
              <pre>{visibleText(sample.before)}</pre>
              {sample.lines > 1 && (
                <span className="preview-count merged">{say('linesJoined', { n: sample.lines })}</span>
              )}
            </td>
            <td>
              {sample.after === undefined ? (
                <span className="preview-count dropped">
                  {say(sample.outcome === 'dropped' ? 'notSent' : 'notSampled')}
                </span>
              ) : (
                <Event event={sample.after} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function changeOf({ isRedacted, lines }: Preview['samples'][number]): string {
  return isRedacted ? 'redacted' : lines > 1 ? 'merged' : '';
}

function Event({ event }: { event: LogEvent }) {
  const { log, error } = event;
  const ids = Object.entries(event.crosstail?.ids ?? {}).flatMap(([kind, values]) =>
    values.map((value) => [kind, value] as const),
  );
  const facts = [
    ...(log?.logger === undefined ? [] : [['logger', log.logger] as const]),
    ...(error?.type === undefined ? [] : [['error', error.type] as const]),
    ...ids,
    ...Object.entries(event.labels ?? {}),
  ];
  return (
    <>
      <div className="preview-line">
        <span className="t2 mono">{event['@timestamp'].slice(11, 23)}</span>
        {log?.level !== undefined && <b>{log.level}</b>}
        <span className="mono trunc">{visibleText(bodyOf(event).split('\n', 1)[0]!)}</span>
      </div>
      {facts.length > 0 && (
        <div className="preview-facts">
          {facts.map(([name, value]) => (
            <span className="chip mono" key={`${name} ${value}`}>
              <span className="k">{name}</span> {visibleText(value)}
            </span>
          ))}
        </div>
      )}
    </>
  );
}
