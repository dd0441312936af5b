// The filter of a pane: taken over as one types, an error marked under the exact character.
import { Filter } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import type { AppError } from '../../../../src/base/errors.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';
import { sayQueryProblem } from '../../../platform/query-problem.ts';
import { queryProblemText } from '../../../platform/query-problem-text.ts';
import { useText } from '../../../platform/text.ts';
import { toAppError } from '../../../platform/use-call.ts';
import { Icon } from '../../../ui/icon.tsx';
import { TAILS_TEXT } from '../tails-text.ts';

export interface QueryFieldProps {
  paneId: string;
  value: string;
  /** Error of the host, shown where a typing error would be. */
  error: AppError | undefined;
  onChange(query: string): void;
}

const SETTLE_MS = 350;

/** A one-line query field. Esc takes back what is not yet in force, Enter puts it in force at once. */
export function QueryField({ paneId, value, error, onChange }: QueryFieldProps) {
  const say = useText(TAILS_TEXT);
  const [text, setText] = useState(value);
  const [isFocused, setFocused] = useState(false);
  const messageId = useId();
  const settling = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setText(value), [value]);
  useEffect(() => () => clearTimeout(settling.current), []);
  const problem = problemOf(text) ?? (text === value ? error : undefined);

  const settle = (next: string) => {
    clearTimeout(settling.current);
    if (problemOf(next) === undefined && next !== value) onChange(next);
  };
  return (
    <div className={problem === undefined ? 'pquery' : 'pquery bad'}>
      <Icon of={Filter} size={12} />
      <span className="pquery-box">
        <input
          id={`filter-${paneId}`}
          className="q"
          value={text}
          placeholder={say('noFilter')}
          aria-label={say('filter')}
          aria-invalid={problem !== undefined}
          {...(problem === undefined ? {} : { 'aria-describedby': messageId })}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            const next = event.target.value;
            setText(next);
            clearTimeout(settling.current);
            settling.current = setTimeout(() => settle(next), SETTLE_MS);
          }}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            settle(text);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') settle(text);
            else if (event.key === 'Escape') {
              clearTimeout(settling.current);
              setText(value);
              event.currentTarget.blur();
            }
          }}
        />
        {problem !== undefined && <Mark text={text} problem={problem} />}
      </span>
      {problem !== undefined && (isFocused || error !== undefined) && (
        <div className="pquery-error" id={messageId} role="alert">
          <ProblemText problem={problem} />
        </div>
      )}
    </div>
  );
}

function Mark({ text, problem }: { text: string; problem: AppError }) {
  const at = numberOf(problem.details?.at);
  if (at === undefined) return null;
  const end = Math.max(at + 1, numberOf(problem.details?.end) ?? at + 1);
  return (
    <span className="pquery-mark" aria-hidden="true">
      <span>{text.slice(0, at)}</span>
      <u>{text.slice(at, end).padEnd(1, ' ')}</u>
    </span>
  );
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function problemOf(text: string): AppError | undefined {
  try {
    parseQuery(text);
    return undefined;
  } catch (error) {
    return toAppError(error);
  }
}

/** A query's own problem in the window's language; anything else as the host said it. */
function ProblemText({ problem }: { problem: AppError }) {
  const say = useText(queryProblemText);
  const isOfQuery = problem.code === 'QUERY_SYNTAX' || problem.code === 'QUERY_TOO_EXPENSIVE';
  const said = isOfQuery ? sayQueryProblem(problem, say) : { problem: problem.message, hint: problem.hint ?? '' };
  return (
    <>
      <span>{said.problem}</span>
      {said.hint !== '' && <span className="t2">{said.hint}</span>}
    </>
  );
}
