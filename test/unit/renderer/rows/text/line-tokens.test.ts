// @vitest-environment node
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hasActing } from '../../../../../renderer/rows/text/control-text.ts';
import { cutLine, type TokenOptions } from '../../../../../renderer/rows/text/line-tokens.ts';
import { anyText } from '../any-text.ts';

const cut = (line: string, patch: Partial<TokenOptions> = {}) =>
  cutLine(line, { ids: [], highlights: [], isHead: true, from: 0, limit: 1_000, ...patch });
const marked = (line: string, patch: Partial<TokenOptions> = {}) =>
  cut(line, patch)
    .filter((token) => token.kind !== '')
    .map((token) => `${token.kind}:${token.text}`);

describe('cutLine', () => {
  test('finds keys and ids, and the id knows its kind', () => {
    const ids = [{ kind: 'request', value: '7f3a91c2' }];
    expect(marked('reserve failed req=7f3a91c2 sku=A-1042', { ids })).toEqual(['k:req=', 'id:7f3a91c2', 'k:sku=']);
    expect(cut('req=7f3a91c2', { ids })[1]?.id).toEqual(ids[0]);
  });

  test('an id is no part of a longer word', () => {
    expect(marked('x1042 1042-a 1042', { ids: [{ kind: 'order', value: '1042' }] })).toEqual(['id:1042']);
  });

  test('an exception name stands at the start', () => {
    expect(marked('shop.errors.ReserveError: upstream 503')).toEqual(['x:shop.errors.ReserveError']);
    expect(marked('no ReserveError: here')).toEqual([]);
  });

  test.each([
    ['  File "/srv/cart.py", line 142, in checkout', ['file:/srv/cart.py', 'fn:checkout']],
    [
      '    #1 0x55d0f2 in shop::Pool::reap(long) src/pool.cc:203',
      ['fn:shop::Pool::reap(long)', 'file:src/pool.cc:203'],
    ],
    ['\tat com.shop.Cart.add(Cart.java:42)', ['fn:com.shop.Cart.add', 'file:Cart.java:42']],
  ])('frames: %s', (line, wanted) => {
    expect(marked(line, { isHead: false })).toEqual(wanted);
  });

  test('marks words in any case, within other tokens too', () => {
    expect(marked('Pool exhausted pool=1', { highlights: [{ text: 'pool', kind: 'mark' }] })).toEqual([
      'mark:Pool',
      'mark:pool',
      'k:=',
    ]);
  });

  test('scrolled sideways it begins at the character, and says that there is more', () => {
    const tokens = cut('abcdefghij', { from: 2, limit: 3 });
    expect(tokens.map((token) => token.text)).toEqual(['cde', '…']);
  });

  test('ten megabytes cost no more than what is seen', () => {
    const line = `${'k=v '.repeat(2_500_000)}end`;
    const begin = performance.now();
    expect(cut(line, { limit: 300 }).length).toBeLessThan(300);
    expect(performance.now() - begin).toBeLessThan(100);
  });

  test('whatever the line, the tokens give it back and nothing in them acts', () => {
    const piece = fc.oneof(
      anyText(8),
      fc.constantFrom(
        'req=',
        'id42',
        ' ',
        '\u001b[31m',
        '\u202e',
        'File "a", line 3, in f',
        '#1 0x1 in f a.cc:3',
        'at a.b(C.java:1)',
      ),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 12 }),
        fc.boolean(),
        fc.nat(30),
        fc.integer({ min: 1, max: 40 }),
        (pieces, isHead, from, limit) => {
          const line = pieces.join('');
          const tokens = cutLine(line, {
            ids: [{ kind: 'x', value: 'id42' }],
            highlights: [{ text: 'r', kind: 'mark' }],
            isHead,
            from,
            limit,
          });
          const shown = tokens.filter((token) => token.kind !== 'more');
          expect(shown.map((token) => line.slice(token.from, token.to)).join('')).toBe(line.slice(from, from + limit));
          expect(tokens.filter((token) => hasActing(token.text))).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});
