// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { problemLine } from '../../../../../../renderer/features/rules/written/problem-place.ts';

const TEXT = `rules:
  - id: first
    format: glog
    redact:
      - pattern: a(
  - id: "second"   # quoted
    paths: [/x]
    format: x
`;

describe('the line of a problem', () => {
  it.each([
    ['first', 'format', 3],
    ['first', 'redact[0].pattern', 5],
    ['second', 'format', 8],
    ['second', 'encoding', 6],
    ['second', '', 6],
    ['third', 'format', 1],
  ])('%s %s', (rule, path, line) => {
    expect(problemLine(TEXT, { rule, path, message: '' })).toBe(line);
  });

  it('is taken from the parser’s message where no rule is named', () => {
    expect(problemLine(TEXT, { rule: '', path: '', message: 'Bad indentation at line 4, column 2' })).toBe(4);
  });
});
