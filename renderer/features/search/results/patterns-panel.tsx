// Templates of the hits, with what is new or gone against the stretch of the same length before.
import { usePreferences } from '../../../platform/preferences.ts';
import { formatNumber, useText } from '../../../platform/text.ts';
import { useCall } from '../../../platform/use-call.ts';
import { visibleText } from '../../../rows/text/control-text.ts';
import { ErrorNote, Working } from '../../../ui/states.tsx';
import { searchText } from '../search-text.ts';

export interface PatternsPanelProps {
  query: string;
  range: { fromMs: number; toMs: number };
  /** Opens the lines of a template. */
  onOpen(template: string): void;
}

const CHANGES = {
  new: 'changeNew',
  gone: 'changeGone',
  more: 'changeMore',
  less: 'changeLess',
  same: 'changeSame',
} as const;
/** More of a line is not read in a tooltip. */
const LONGEST_TIP = 500;
const BADGES = { new: 'acc', gone: 'warn', more: '', less: '', same: '' } as const;

export function PatternsPanel({ query, range, onOpen }: PatternsPanelProps) {
  const say = useText(searchText);
  const language = usePreferences((state) => state.language);
  const width = range.toMs - range.fromMs;
  const compare = { fromMs: range.fromMs - width, toMs: range.fromMs };
  const { value, error, isLoading, reload } = useCall('patterns.mine', { query, range, compare });
  if (error !== undefined)
    return (
      <div className="pad">
        <ErrorNote error={error} onRetry={reload} />
      </div>
    );
  if (value === undefined) return isLoading ? <Working>{say('miningPatterns')}</Working> : null;
  return (
    <div className="scroll patterns">
      <table>
        <thead>
          <tr>
            <th className="num">{say('patternCount')}</th>
            <th>{say('overTime')}</th>
            <th>{say('change')}</th>
            <th>{say('pattern')}</th>
          </tr>
        </thead>
        <tbody>
          {value.patterns.map((pattern) => (
            <tr key={pattern.id}>
              <td className="num mono">{formatNumber(pattern.count, language)}</td>
              <td>
                <Spark counts={pattern.spark} />
              </td>
              <td>
                {pattern.change !== null && pattern.change !== 'same' && (
                  <span className={`badge ${BADGES[pattern.change]}`}>{say(CHANGES[pattern.change])}</span>
                )}
              </td>
              <td className="mono trunc">
                <button
                  type="button"
                  className="pattern-open"
                  data-tip={visibleText(pattern.sample.slice(0, LONGEST_TIP))}
                  onClick={() => onOpen(pattern.template)}
                >
                  {visibleText(pattern.template)}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Spark({ counts }: { counts: readonly number[] }) {
  const top = Math.max(1, ...counts);
  const step = 96 / Math.max(1, counts.length);
  return (
    <svg className="spark" width="96" height="14" viewBox="0 0 96 14" aria-hidden="true">
      {counts.map((count, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: equal parts of one stretch, in their order
        <rect key={index} x={index * step} width={step - 1} y={14 - (count / top) * 14} height={(count / top) * 14} />
      ))}
    </svg>
  );
}

/** A search for the fixed words of a template. */
export function templateQuery(template: string): string {
  const runs = template
    .split(/<[^<>]*>/)
    .map((run) => run.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').trim())
    .filter((run) => run !== '');
  return runs.map((run) => `"${run.replace(/["\\]/g, '\\$&')}"`).join(' ');
}
