import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FORMAT_CASES, type FormatCase } from './format-cases.ts';

const DOCUMENT = new URL('../../../docs/formats.md', import.meta.url);
const BEGIN = '<!-- table: begin -->\n';
const END = '<!-- table: end -->';
const LONGEST_EXAMPLE = 110;

function row(one: FormatCase): string {
  const example = one.line.split('\n', 1)[0]!.slice(0, LONGEST_EXAMPLE).replaceAll('|', '\\|').replaceAll('`', "'");
  return `| ${one.format} | ${one.writer} | ${one.level ?? '–'} | \`${example}\` |\n`;
}

// UPDATE_DOCS=1 npx vitest run test/unit/formats/formats-doc.test.ts writes the table anew.
it('docs/formats.md lists the formats that are tested', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  const table = `| format | written by | level | example |\n|---|---|---|---|\n${FORMAT_CASES.map(row).join('')}`;
  const from = text.indexOf(BEGIN) + BEGIN.length;
  const to = text.indexOf(END);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(DOCUMENT, text.slice(0, from) + table + text.slice(to));
  else expect(text.slice(from, to)).toBe(table);
});
