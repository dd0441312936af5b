// What the rule would make of real lines, with counts: what is joined, taken out, hidden and read out of them.
import { RotateCw } from 'lucide-react';
import type { Rule } from '../../../../src/model/rule.ts';
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { bytesText } from '../../../platform/time-text.ts';
import { IconButton } from '../../../ui/button.tsx';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { PreviewEvents } from './preview-events.tsx';
import { previewText } from './preview-text.ts';
import type { Preview, PreviewState } from './use-preview.ts';

export interface RulePreviewProps {
  rule: Rule | undefined;
  /** The rule has problems: it is not tried. */
  isBroken: boolean;
  /** Present hosts that the rule is for. */
  hosts: readonly string[];
  host: string | undefined;
  sample: string | undefined;
  state: PreviewState;
  onHost(host: string): void;
  onSample(path: string | undefined): void;
}

export function RulePreview(props: RulePreviewProps) {
  const { rule, isBroken, host, state } = props;
  const say = useText(previewText);
  if (rule === undefined || isBroken) return <p className="preview-none t2">{say('mendFirst')}</p>;
  if (host === undefined) return <p className="preview-none t2">{say('noHost')}</p>;
  const { value, error } = state;
  return (
    <div className="preview">
      <PreviewHead {...props} host={host} />
      {error !== undefined && <ErrorNote error={error} onRetry={state.reload} />}
      {state.isStopped && <p className="preview-none t2">{say('stopped')}</p>}
      {!state.isCurrent && !state.isStopped && error === undefined && (
        <Working onCancel={state.stop}>{say('trying', { host })}</Working>
      )}
      {value !== undefined && error === undefined && (
        <div className={state.isCurrent ? 'preview-body scroll' : 'preview-body scroll is-old'}>
          {value.matchedTotal === 0 && props.sample === undefined && (
            <p className="preview-none warn">{say('nothingMatches', { host })}</p>
          )}
          <Counts preview={value} />
          <PreviewEvents samples={value.samples} />
          <Files preview={value} />
        </div>
      )}
    </div>
  );
}

function PreviewHead({ hosts, host, sample, state, onHost, onSample }: RulePreviewProps & { host: string }) {
  const say = useText(previewText);
  const files = state.value?.matched.map(({ path }) => path) ?? [];
  const choices = sample === undefined || files.includes(sample) ? files : [sample, ...files];
  return (
    <div className="preview-head">
      <label>
        {say('host')}
        <select className="in" value={host} onChange={(event) => onHost(event.target.value)}>
          {(hosts.includes(host) ? hosts : [host, ...hosts]).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        {say('file')}
        <select className="in" value={sample ?? ''} onChange={(event) => onSample(event.target.value || undefined)}>
          <option value="">{say('allFiles')}</option>
          {choices.map((path) => (
            <option key={path} value={path}>
              {path}
            </option>
          ))}
        </select>
      </label>
      <span className="grow" />
      <IconButton small icon={RotateCw} label={say('again')} onClick={state.reload} />
    </div>
  );
}

/** Fields that every event has say nothing of what a rule reads out of its lines. */
const GIVEN = /^(?:@timestamp|message|event\.|host\.|service\.|agent\.|ecs\.|log\.file\.|log\.offset|crosstail\.)/;

function Counts({ preview }: { preview: Preview }) {
  const say = useText(previewText);
  const language = usePreferences((state) => state.language);
  const { lines, events, files, isPart } = preview;
  const read = Object.entries(preview.fields).filter(([name]) => !GIVEN.test(name));
  const counts = [
    ['merged', preview.merged],
    ['dropped', preview.dropped],
    ['sampledOut', preview.sampledOut],
    ['overRate', preview.overRate],
    ['redacted', preview.redacted],
    ['extracted', read.reduce((sum, [, count]) => sum + count, 0)],
  ] as const;
  return (
    <div className="preview-counts" role="status">
      <span className="b">{say('counts', { lines, events })}</span>
      {counts
        .filter(([kind, n]) => n > 0 || (kind !== 'sampledOut' && kind !== 'overRate'))
        .map(([kind, n]) => (
          <span key={kind} className={`preview-count ${kind}`}>
            {say(kind, { n })}
          </span>
        ))}
      <span className="t3">{say(isPart ? 'part' : 'whole', { n: files.length })}</span>
      <span className="t3">{Object.keys(preview.formats).join(', ')}</span>
      {read.length > 0 && (
        <span className="preview-fields">
          {read.map(([name, count]) => (
            <span className="chip mono" key={name}>
              {name} <span className="t3">{formatNumber(count, language)}</span>
            </span>
          ))}
        </span>
      )}
    </div>
  );
}

function Files({ preview }: { preview: Preview }) {
  const say = useText(previewText);
  const { matched, matchedTotal, unreadable } = preview;
  return (
    <>
      {matched.length > 0 && (
        <section className="preview-files">
          <h2>
            {say('matching')} <span className="t3">{matchedTotal}</span>
          </h2>
          <ul>
            {matched.map(({ path, bytes }) => (
              <li key={path}>
                <span className="mono">{path}</span> <span className="t3">{bytesText(bytes)}</span>
              </li>
            ))}
          </ul>
          {matchedTotal > matched.length && <p className="t3">{say('more', { n: matchedTotal - matched.length })}</p>}
        </section>
      )}
      {unreadable.length > 0 && (
        <section className="preview-files">
          <h2>
            {say('unreadable')} <span className="t3">{unreadable.length}</span>
          </h2>
          <ul>
            {unreadable.map(({ path, reason }) => (
              <li key={`${path} ${reason}`}>
                <span className="mono">{path}</span> <span className="err">{reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
