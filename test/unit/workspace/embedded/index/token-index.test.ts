// What the index says about tokens is what query/tokens says.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokensOf } from '../../../../../src/query/tokens.ts';
import { ByteWriter } from '../../../../../src/workspace/embedded/blocks/byte-writer.ts';
import { packBytes } from '../../../../../src/workspace/embedded/blocks/packed-bytes.ts';
import { MAX_TOKEN, tokenBytes, tokenHash } from '../../../../../src/workspace/embedded/index/token-bytes.ts';
import { mayHave } from '../../../../../src/workspace/embedded/index/token-filter.ts';
import { TokenIndex } from '../../../../../src/workspace/embedded/index/token-index.ts';
import { TokenPart, type TokenPlace } from '../../../../../src/workspace/embedded/index/token-part.ts';

const LONG = '\uE003';

function indexOf(texts: readonly string[]) {
  const index = new TokenIndex();
  const isLong = texts.map((text, row) => index.add(row, tokensOf(text).join(' ')));
  const steps = index.finish(texts.length);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const { filter, parts } = step.value;
  const read = parts.map((part) => new TokenPart(part));
  const find = (token: string, place: TokenPlace) => {
    const bytes = tokenBytes(token);
    const rows = new Set<number>();
    const chosen = place === 'whole' ? [read[tokenHash(bytes) & (read.length - 1)]!] : read;
    for (const part of chosen) part.find(bytes, place, (row) => rows.add(row));
    return [...rows].sort((a, b) => a - b);
  };
  return { filter, find, isLong };
}

const FITS: Record<TokenPlace, (token: string, sought: string) => boolean> = {
  whole: (token, sought) => token === sought,
  start: (token, sought) => token.startsWith(sought),
  end: (token, sought) => token.endsWith(sought),
  inside: (token, sought) => token.includes(sought),
};

describe('an index', () => {
  test('lists the rows of tokens, and of tokens with a text in them', async () => {
    const word = fc.constantFrom('a', 'ab', 'abc', 'ba', 'Pool', 'pool_1', '連線', 'ünï', '12', 'aab', '😀');
    const texts = fc.array(
      fc.array(word, { maxLength: 6 }).map((words) => words.join(' ')),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.property(texts, word, fc.constantFrom<TokenPlace>('whole', 'start', 'end', 'inside'), (all, one, place) => {
        const { filter, find } = indexOf(all);
        const [sought] = tokensOf(one);
        if (sought === undefined) return;
        const expected = all.flatMap((text, row) =>
          tokensOf(text).some((token) => FITS[place](token, sought)) ? [row] : [],
        );
        expect(find(sought, place)).toEqual(expected);
        if (place === 'whole' && expected.length > 0) expect(mayHave(filter, tokenHash(tokenBytes(sought)))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  test('finds every one of many tokens, in many parts', () => {
    const texts = Array.from({ length: 5_000 }, (_, i) => `row${i} shared g${i % 7} n${i % 700}`);
    const { find, filter } = indexOf(texts);
    expect(find('row4321', 'whole')).toEqual([4_321]);
    expect(find('shared', 'whole').length).toBe(5_000);
    expect(find('n699', 'whole')).toEqual([699, 1_399, 2_099, 2_799, 3_499, 4_199, 4_899]);
    const falsely = Array.from({ length: 2_000 }, (_, i) => `absent${i}`).filter((token) =>
      mayHave(filter, tokenHash(tokenBytes(token))),
    );
    expect(falsely.length).toBeLessThan(60);
  });

  test('is read as it was stored at first, tokens and rows compressed together', () => {
    const terms = new TextEncoder().encode(`\nalpha\nbeta\n${'padding\n'.repeat(20)}`);
    const writer = new ByteWriter(8);
    writer.varint(terms.length);
    writer.raw(terms);
    for (const row of [4, 7]) writer.varint(row * 2 + 1);
    const part = new TokenPart(packBytes(writer.done()));
    const rows: number[] = [];
    part.find(tokenBytes('beta'), 'whole', (row) => rows.push(row));
    expect(rows).toEqual([7]);
  });

  test('lists rows with a token that is too long under a token of its own', () => {
    const { find, isLong } = indexOf([`x ${'y'.repeat(MAX_TOKEN + 1)} z`, 'y'.repeat(MAX_TOKEN), 'z']);
    expect(isLong).toEqual([true, false, false]);
    expect(find(LONG, 'whole')).toEqual([0]);
    expect(find('z', 'whole')).toEqual([0, 2]);
    expect(find('yy', 'inside')).toEqual([1]);
  });
});
