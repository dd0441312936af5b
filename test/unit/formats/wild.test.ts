import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../../src/model/log-event.ts';
import { read } from './reader-kit.ts';
import { type WildFile, wildFiles } from './wild-cases.ts';

const LEVEL_WIDTH = 1;

/** What was read of a file, written as in the collection. */
function shown(file: WildFile): string[] {
  const events = read(`${file.lines.map((line) => line.text).join('\n')}\n`);
  const rows: string[] = [];
  for (const event of events) rows.push(...rowsOf(event));
  return rows;
}

function rowsOf(event: LogEvent): string[] {
  const [first, ...more] = event.message.split('\n');
  const level = event.log?.level?.slice(0, LEVEL_WIDTH) ?? '-';
  const time = event.crosstail?.time_guessed === true ? '-' : event['@timestamp'].replace('Z', '');
  return [`${level} ${time} | ${first}`, ...more.map((line) => `+ | ${line}`)];
}

/** What must be read: with the time as it was read where any will do, its zeros as they are written. */
function expected(file: WildFile, rows: readonly string[]): string[] {
  return file.lines.map(({ level, time, text }, i) => {
    if (level === undefined) return `+ | ${text}`;
    const [, rank = '', read = ''] = /^(\S) (\S+) \| /.exec(rows[i] ?? '') ?? [];
    const isSame =
      time === '*' || (time !== '-' && Date.parse(`${read}Z`) === Date.parse(`${time}Z`) && sameFraction(read, time));
    return `${level === '*' ? rank : level} ${isSame ? read : time} | ${text}`;
  });
}

function sameFraction(a: string, b: string): boolean {
  const fraction = (text: string) => (/\.(\d+)$/.exec(text)?.[1] ?? '').replace(/0+$/, '');
  return fraction(a) === fraction(b);
}

describe('lines of many programs', () => {
  it.each(wildFiles().map((file) => [`${file.group}: ${file.program}`, file] as const))('%s', (_, file) => {
    const rows = shown(file);
    expect(rows).toEqual(expected(file, rows));
    if (file.format === '*') return;
    const heads = read(`${file.lines.map((line) => line.text).join('\n')}\n`).map((event) => event.crosstail?.format);
    expect(heads.filter((format) => format === file.format).length * 2).toBeGreaterThan(heads.length);
  });
});

it('ids are found where there are some, and nowhere else', () => {
  const found = wildFiles().flatMap((file) =>
    read(`${file.lines.map((line) => line.text).join('\n')}\n`).flatMap(({ crosstail, trace, span }) => [
      ...Object.entries(crosstail?.ids ?? {}).flatMap(([kind, values]) => values.map((value) => `${kind} ${value}`)),
      ...(trace === undefined ? [] : [`trace ${trace.id}`]),
      ...(span === undefined ? [] : [`span ${span.id}`]),
    ]),
  );
  expect([...new Set(found)].sort()).toEqual([
    'correlation 01HF0ABCDEF',
    'job 4711',
    'job 5',
    'operation 1',
    'order 991',
    'order 992',
    'request 1',
    'request 1d1f0d6e-8c2a-4a8e-9b2b-1b6a2f0f5f11',
    'request 59dbff89-35bd-4eac-99ed-be587EXAMPLE',
    'request 8f507cfc-8f3b-4b7d-9c7d-1d2e3f4a5b6c',
    'request F5e2aQ9dK3bC',
    'request Fx7a',
    'request req-38101a0b-2096-447d-96ea-a692162415ae',
    'request req-addc1839',
    'request z1y2x3w4v5',
  ]);
});
