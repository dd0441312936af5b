// What is behind each path before anything is read: guessed service and format, to be corrected here.
import { FORMAT_NAMES } from '../../../../src/model/format-names.ts';
import { useText } from '../../../platform/text.ts';
import { ADD_LOGS_TEXT } from './add-logs-text.ts';
import type { Choice, LookedAt } from './use-add-logs.ts';

export interface LookedPathsProps {
  looked: readonly LookedAt[];
  choices: Readonly<Record<string, Choice>>;
  isFollowed: boolean;
  onChoose(path: string, choice: Choice): void;
}

export function LookedPaths({ looked, choices, isFollowed, onChoose }: LookedPathsProps) {
  const say = useText(ADD_LOGS_TEXT);
  return (
    <div className="looked">
      <table>
        <thead>
          <tr>
            <th>{say('path')}</th>
            <th>{say('service')}</th>
            <th>{say('format')}</th>
          </tr>
        </thead>
        <tbody>
          {looked.map((each) => (
            <tr key={each.path}>
              <td>
                <span className="mono looked-path">{each.path}</span>
                <Behind looked={each} isFollowed={isFollowed} />
              </td>
              {each.problem === null && (
                <>
                  <td>
                    <input
                      className="in"
                      aria-label={say('serviceOf', { path: each.path })}
                      value={choices[each.path]?.service ?? ''}
                      placeholder={each.service}
                      maxLength={100}
                      onChange={(event) => onChoose(each.path, { service: event.target.value })}
                    />
                  </td>
                  <td>
                    <select
                      className="in"
                      aria-label={say('formatOf', { path: each.path })}
                      value={choices[each.path]?.format ?? ''}
                      onChange={(event) => onChoose(each.path, { format: event.target.value })}
                    >
                      <option value="">{say('formatGuess', { format: each.format ?? 'auto' })}</option>
                      {FORMAT_NAMES.filter((name) => name !== 'auto').map((name) => (
                        <option key={name}>{name}</option>
                      ))}
                    </select>
                  </td>
                </>
              )}
              {each.problem !== null && <td colSpan={2} />}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Behind({ looked, isFollowed }: { looked: LookedAt; isFollowed: boolean }) {
  const say = useText(ADD_LOGS_TEXT);
  const { problem, files, packed, unreadable, kind } = looked;
  if (problem !== null) return <span className="looked-bad">{problem}</span>;
  const parts = [
    kind === 'file' ? '' : say('files', { n: files }),
    packed > 0 && isFollowed ? say('packedOnce', { n: packed }) : '',
  ].filter((part) => part !== '');
  return (
    <>
      {parts.length > 0 && <span className="t3">{parts.join(' · ')}</span>}
      {unreadable.slice(0, 5).map(({ path, reason }) => (
        <span className="looked-bad" key={path}>
          {path}: {reason}
        </span>
      ))}
    </>
  );
}
