import { AppError } from '../base/errors.ts';
import type { RuleProblem } from './rule.ts';

const MOST_PROBLEMS = 50;

/** Why rules with problems are not published: RULE_INVALID names the first one; undefined when there is none. */
export function ruleRefusal(problems: readonly RuleProblem[]): AppError | undefined {
  const [problem] = problems;
  if (problem === undefined) return undefined;
  const place = problem.path === '' ? '' : `, ${problem.path}`;
  return new AppError('RULE_INVALID', `Rule "${problem.rule}"${place}: ${problem.message}`, {
    hint: 'Nothing was published. Mend the rule and push again.',
    details: { problems: problems.slice(0, MOST_PROBLEMS) },
  });
}
