import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FORMAT_CASES, type FormatCase } from './format-cases.ts';
import { wildFiles } from './wild-cases.ts';

const DOCUMENT = new URL('../../../docs/formats.md', import.meta.url);
const LONGEST_EXAMPLE = 110;

function row(one: FormatCase): string {
  const example = one.line.split('\n', 1)[0]!.slice(0, LONGEST_EXAMPLE).replaceAll('|', '\\|').replaceAll('`', "'");
  return `| ${one.format} | ${one.writer} | ${one.level ?? '–'} | \`${example}\` |\n`;
}

function programs(): string {
  const groups = new Map<string, string[]>();
  for (const { group, program } of wildFiles()) groups.set(group, [...(groups.get(group) ?? []), program]);
  return [...groups].map(([group, names]) => `* **${group}**: ${names.join('; ')}\n`).join('');
}

/** Compares what stands between two marks with what the tests say, or writes it anew. */
function check(name: string, wanted: string): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const begin = `<!-- ${name}: begin -->\n`;
  const from = text.indexOf(begin) + begin.length;
  const to = text.indexOf(`<!-- ${name}: end -->`);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCUMENT, text.slice(0, from) + wanted + text.slice(to));
  else expect(text.slice(from, to)).toBe(wanted);
}

// UPDATE_DOCS=1 npx vitest run test/unit/formats/formats-doc.test.ts writes both anew.
it('docs/formats.md lists the formats that are tested', () => {
  check('table', `| format | written by | level | example |\n|---|---|---|---|\n${FORMAT_CASES.map(row).join('')}`);
});

it('docs/formats.md names the programs whose lines are tested', () => {
  check('programs', programs());
});
