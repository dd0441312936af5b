import { expect, test } from 'vitest';
import { parseQuery } from '../../../src/query/parse-query.ts';
import { compile } from '../../../src/query/predicate.ts';
import corpus from '../../fixtures/query-corpus.json' with { type: 'json' };
import { corpusEvents } from '../../kit/corpus-events.ts';
import { generatedQueries } from '../../kit/corpus-oracle.ts';

const events = corpusEvents();
const known = generatedQueries(120);

test('the corpus holds at least 300 different queries, and the generated ones are in it', () => {
  const generated = known.map(({ text, test: isHit }) => ({ query: text, hits: events.filter(isHit).length }));
  expect(corpus.generated).toEqual(generated);
  expect(new Set([...corpus.written, ...known.map(({ text }) => text)]).size).toBeGreaterThanOrEqual(300);
});

test.each(known.map(({ text, test: isHit }) => [text, isHit] as const))(
  '«%s» means what plain code says',
  (text, isHit) => {
    const hits = events.filter(compile(parseQuery(text))).map((event) => event.event.id);
    expect(hits).toEqual(events.filter(isHit).map((event) => event.event.id));
  },
);

test('most queries tell some events from others', () => {
  const telling = [...corpus.written, ...known.map(({ text }) => text)].filter((text) => {
    const hits = events.filter(compile(parseQuery(text))).length;
    return hits > 0 && hits < events.length;
  });
  expect(telling.length).toBeGreaterThan(300);
});
