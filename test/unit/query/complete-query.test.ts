import { describe, expect, it } from 'vitest';
import { applyCompletion, completionSpot, quoteValue } from '../../../src/query/complete-query.ts';
import { parseQuery } from '../../../src/query/parse-query.ts';

/** The spot at `|` in the text. */
function spotAt(marked: string) {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  return { text, spot: completionSpot(text, cursor) };
}

describe('where the cursor stands', () => {
  it.each([
    ['|', 'field', undefined, ''],
    ['serv|', 'field', undefined, 'serv'],
    ['level>=WARN se|', 'field', undefined, 'se'],
    ['-se|', 'field', undefined, 'se'],
    ['service:|', 'value', 'service.name', ''],
    ['service:inv|', 'value', 'service.name', 'inv'],
    ['service:"inv|', 'value', 'service.name', 'inv'],
    ['level>=W|', 'value', 'log.level', 'W'],
    ['service:(inv| OR b)', 'value', 'service.name', 'inv'],
    ['service:(inv OR |', 'value', 'service.name', ''],
    ['service:(a OR b) le|', 'field', undefined, 'le'],
    ['service:a |', 'field', undefined, ''],
    ['"in a phrase service:x" fo|', 'field', undefined, 'fo'],
    ['ser|vice:a', 'field', undefined, 'ser'],
  ])('%s', (marked, kind, field, typed) => {
    const { spot } = spotAt(marked);
    expect({ kind: spot.kind, field: spot.field, typed: spot.typed }).toEqual({ kind, field, typed });
  });

  it.each([
    ['se|', 'service', 'service:|'],
    ['service:inv|', 'inventoryd', 'service:inventoryd |'],
    ['service:in| level>=WARN', 'inventoryd', 'service:inventoryd| level>=WARN'],
    ['service:(in|)', 'inventoryd', 'service:(inventoryd|)'],
    ['err:"PO|', 'POOL TIMEOUT', 'err:"POOL TIMEOUT" |'],
    ['a -se|', 'service', 'a -service:|'],
  ])('%s + %s', (marked, choice, result) => {
    const { text, spot } = spotAt(marked);
    const applied = applyCompletion(text, spot, choice);
    expect(`${applied.text.slice(0, applied.cursor)}|${applied.text.slice(applied.cursor)}`).toBe(result);
  });
});

describe('a value as written', () => {
  it.each(['a', 'a b', 'AND', 'say "x"', 'C:\\dir', '/var/log', '(x)', 'a*', '<p>'])('%s comes back', (value) => {
    const query = parseQuery(`field:${quoteValue(value)}`);
    expect(query).toMatchObject({ type: 'match', field: 'field', value: { kind: 'text', text: value } });
  });
});
