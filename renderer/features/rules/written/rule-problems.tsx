import { CircleAlert, CircleCheck } from 'lucide-react';
import type { AppError } from '../../../../src/base/errors.ts';
import type { RuleProblem } from '../../../../src/model/rule.ts';
import { useText } from '../../../platform/text.ts';
import { Icon } from '../../../ui/icon.tsx';
import { ErrorNote } from '../../../ui/states.tsx';
import { rulesText } from '../rules-text.ts';
import { problemLine } from './problem-place.ts';

export interface RuleProblemsProps {
  text: string;
  problems: readonly RuleProblem[];
  isCurrent: boolean;
  error: AppError | undefined;
  onOpen(line: number): void;
}

/** What is wrong with the rules as written; each leads to its line. */
export function RuleProblems({ text, problems, isCurrent, error, onOpen }: RuleProblemsProps) {
  const say = useText(rulesText);
  return (
    <section className="problems scroll" aria-label={say('problems')}>
      <h2>
        {say('problems')} <span className="t3">{isCurrent ? problems.length : say('checking')}</span>
      </h2>
      {error !== undefined && <ErrorNote error={error} />}
      {isCurrent && problems.length === 0 && error === undefined && (
        <p className="problem ok">
          <Icon of={CircleCheck} />
          {say('noProblems')}
        </p>
      )}
      <div role="status">
        {problems.map((problem) => {
          const line = problemLine(text, problem);
          return (
            <button
              type="button"
              className="problem"
              key={`${problem.rule} ${problem.path} ${problem.message}`}
              onClick={() => onOpen(line)}
            >
              <span className="err">
                <Icon of={CircleAlert} />
              </span>
              <span>
                <span className="mono">{[problem.rule, problem.path].filter((part) => part !== '').join(' · ')}</span>{' '}
                <span className="t3">{say('line', { n: line })}</span>
                <br />
                {problem.message}
              </span>
            </button>
          );
        })}
      </div>
    </section>
  );
}
