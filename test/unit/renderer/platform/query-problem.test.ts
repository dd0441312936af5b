// @vitest-environment node
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sayQueryProblem } from '../../../../renderer/platform/query-problem.ts';
import { queryProblemText } from '../../../../renderer/platform/query-problem-text.ts';
import { fillText, type Say } from '../../../../renderer/platform/text.ts';
import { type AppError, isAppError } from '../../../../src/base/errors.ts';
import { parseQuery } from '../../../../src/query/parse-query.ts';

const BAD = [
  '"a',
  'f:[a TO b',
  'f:[a b]',
  'a OR OR b',
  ':x',
  'a)',
  '(a',
  'a AND',
  'f: a',
  'f:(a OR )',
  'f:(a OR OR b)',
  'f:)',
  'level>=',
  'level>=(a)',
  'level:loud',
  'time>=soon',
  '/(?=a)/',
  `${'('.repeat(60)}a`,
  'a '.repeat(6_000),
];

function errorOf(text: string): AppError {
  try {
    parseQuery(text, 0);
  } catch (error) {
    if (isAppError(error)) return error;
    throw error;
  }
  throw new Error(`${text} was taken`);
}

const chinese: Say<typeof queryProblemText> = (key, values) => fillText(queryProblemText[key]!, 'zh-Hant', values);

describe('what is wrong with a query', () => {
  it.each(BAD)('%s is said in the language of the window', (text) => {
    const said = sayQueryProblem(errorOf(text), chinese);
    expect(said.isKnown).toBe(true);
    expect(said.problem).toMatch(/\p{Script=Han}/u);
    expect(said.hint).toMatch(/\p{Script=Han}/u);
  });

  it('is known for every sentence that the parser has', () => {
    const source = ['src/query/parse-query.ts', 'src/query/query-text.ts']
      .map((file) => readFileSync(file, 'utf8'))
      .join('');
    const sentences = [...source.matchAll(/['`]((?:this|a|the|something|«)[^'`]*[.!])['`],\s/g)].map(
      (match) => match[1]!,
    );
    expect(sentences.length).toBeGreaterThan(12);
    for (const sentence of sentences) {
      const error = { code: 'QUERY_SYNTAX', details: { problem: sentence } } as unknown as AppError;
      expect(sayQueryProblem(error, chinese).isKnown, sentence).toBe(true);
    }
  });
});
