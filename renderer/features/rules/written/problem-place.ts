// Where in the written rules a problem stands.
import type { RuleProblem } from '../../../../src/model/rule.ts';

/** Line number, from 1, of the key that a problem names; of its rule when the key is not written; 1 when neither is. */
export function problemLine(text: string, problem: RuleProblem): number {
  const lines = text.split('\n');
  const id = escapeRegex(problem.rule);
  const start = lines.findIndex((line) => new RegExp(`^\\s*-?\\s*id:\\s*["']?${id}["']?\\s*(?:#.*)?$`).test(line));
  if (start < 0) return yamlLine(problem.message) ?? 1;
  const keys = problem.path
    .replace(/\[\d+\]/g, '')
    .split('.')
    .filter((key) => key !== '');
  let found = start;
  let from = start;
  for (const key of keys) {
    const at = lines.findIndex(
      (line, index) =>
        index >= from && index < endOfRule(lines, start) && new RegExp(`^\\s*-?\\s*${escapeRegex(key)}:`).test(line),
    );
    if (at < 0) break;
    found = at;
    from = at + 1;
  }
  return found + 1;
}

function endOfRule(lines: readonly string[], start: number): number {
  const next = lines.findIndex((line, index) => index > start && /^\s*-\s*id:/.test(line));
  return next < 0 ? lines.length : next;
}

/** A YAML parser names the line in its message. */
function yamlLine(message: string): number | undefined {
  const match = /\bline (\d+)/.exec(message);
  return match === null ? undefined : Number(match[1]);
}

function escapeRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
