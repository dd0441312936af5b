// Rules as text: `version: 1` and `rules: [...]`, in YAML or JSON. A bad rule is refused alone.
import { type Document, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Rule, RuleProblem } from '../../model/rule.ts';
import { checkRule } from './rule-check.ts';
import { checkKeys, isFields } from './rule-values.ts';

const MAX_TEXT = 4 * 1024 * 1024;
const MAX_RULES = 10_000;

/** Checked rules of a text, and what is wrong with the others. Never throws. */
export function parseRules(text: string): { rules: Rule[]; problems: RuleProblem[] } {
  const problems: RuleProblem[] = [];
  const note = (path: string, message: string) => problems.push({ rule: '', path, message });
  const written = readWritten(text, note);
  if (written === undefined) return { rules: [], problems };
  if (!isFields(written)) {
    note('', 'A file of rules begins with "version: 1" and "rules:".');
    return { rules: [], problems };
  }
  checkKeys(written, ['version', 'rules'], '', note);
  if (written.version !== 1) note('version', 'Expected "version: 1": other versions are not known here.');
  const list = written.rules;
  if (!Array.isArray(list)) note('rules', 'Expected a list of rules.');
  else if (list.length > MAX_RULES) note('rules', `There are ${list.length} rules; at most ${MAX_RULES} are taken.`);
  if (problems.some((problem) => problem.path === 'version') || !Array.isArray(list) || list.length > MAX_RULES)
    return { rules: [], problems };
  return { rules: checkAll(list, problems), problems };
}

function checkAll(list: unknown[], problems: RuleProblem[]): Rule[] {
  const rules = new Map<string, Rule>();
  list.forEach((written, index) => {
    const checked = checkRule(written, index);
    if ('problems' in checked) problems.push(...checked.problems);
    else if (rules.has(checked.rule.id))
      problems.push({ rule: checked.rule.id, path: 'id', message: 'Another rule above has the same id.' });
    else rules.set(checked.rule.id, checked.rule);
  });
  return [...rules.values()];
}

function readWritten(text: string, note: (path: string, message: string) => void): unknown {
  if (text.length > MAX_TEXT) {
    note('', `The text has ${text.length} characters; at most ${MAX_TEXT} are read.`);
    return undefined;
  }
  try {
    const lines = new LineCounter();
    const document = parseDocument(text, {
      schema: 'core',
      prettyErrors: true,
      lineCounter: lines,
      // The parser compares each key with each other one: a long map would take minutes. See `repeatedKey`.
      uniqueKeys: false,
    });
    const error = document.errors[0]?.message.split('\n')[0] ?? repeatedKey(document, lines);
    if (error !== undefined) {
      note('', error);
      return undefined;
    }
    // Aliases are counted: a short text must not unfold into gigabytes.
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    note('', error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

/** Says where a map has a key twice: which of the two is meant nobody can know. */
function repeatedKey(document: Document, lines: LineCounter): string | undefined {
  let problem: string | undefined;
  visit(document, {
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) {
          const { line, col } = lines.linePos(key.range?.[0] ?? 0);
          problem = `"${String(key.value)}" stands twice in the same map at line ${line}, column ${col}`;
          return visit.BREAK;
        }
        seen.add(key.value);
      }
      return undefined;
    },
  });
  return problem;
}
