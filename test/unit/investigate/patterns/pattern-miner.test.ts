import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PatternMiner, patternLine } from '../../../../src/investigate/patterns/pattern-miner.ts';

function templatesOf(lines: string[]): string[] {
  const miner = new PatternMiner();
  const handles = lines.map((line) => miner.add(line));
  return handles.map((handle) => miner.patternOf(handle).template);
}

describe('PatternMiner', () => {
  test.each([
    ['took 12 ms', 'took 3.5 s'],
    ['peer 10.0.0.1:80 left', 'peer fe80::1:8080 left'],
    ['open /var/log/a.log failed', 'open /srv/b failed'],
    ['get http://a/b?c=d#e ok', 'get https://x.y/z ok'],
    ['queue (3) full', 'queue () full'],
    ['ids 1, 2, 3 gone', 'ids 7 gone'],
    ['at Fri Jun 17 20:55:06 2005 end', 'at Mon Jul 4 01:02:03 2005 end'],
    ['订单123支付失败', '订单98765支付失败'],
  ])('%s and %s are one pattern', (a, b) => {
    const [first, second] = templatesOf([a, b]);
    expect(second).toBe(first);
    expect(first).toContain(a.includes('queue') ? '()' : '<*>');
  });

  test('words in one place become a variable when there are many of them', () => {
    const names = ['ann', 'bob', 'cid', 'dora', 'emil', 'fritz'];
    expect(new Set(templatesOf(names.map((name) => `page of ${name} was read`)))).toEqual(
      new Set(['page of <*> was read']),
    );
  });

  test('a few states stay apart', () => {
    expect(new Set(templatesOf(['machine is started', 'machine is paused', 'machine is stopped'])).size).toBe(3);
  });

  test('ids stay when a template becomes more general, over a restart, and for lines seen before', () => {
    const lines = ['ann', 'bob', 'cid', 'dora', 'emil'].map((name) => `page of ${name} was read`);
    const miner = new PatternMiner();
    const early = miner.add(lines[0]!);
    const { id } = miner.patternOf(early);
    for (const line of lines.slice(1)) miner.add(line);
    expect(miner.patternOf(early)).toEqual({ id, template: 'page of <*> was read' });
    const state = JSON.parse(JSON.stringify(miner.state()));
    const later = new PatternMiner({ state });
    expect(later.patternOf(later.add('page of zoe was read')).id).toBe(id);
    expect(later.patternOf(later.add(lines[2]!)).id).toBe(id);
  });

  test('memory is bounded: beyond the cap unknown lines share templates', () => {
    const miner = new PatternMiner({ maxTemplates: 50 });
    const word = (n: number) => n.toString(26).replace(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!);
    for (let n = 0; n < 5_000; n++) miner.add(`${word(n)} ${word(n * 7 + 1)} ${word(n * 13 + 5)}`);
    expect(miner.patterns().length).toBeLessThanOrEqual(56);
  });

  test('any text has a pattern, the same each time', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 30 }), (lines) => {
        const miner = new PatternMiner();
        const handles = lines.map((line) => miner.add(line));
        const ids = handles.map((handle) => miner.patternOf(handle).id);
        expect(lines.map((line) => miner.patternOf(miner.add(line)).id)).toEqual(ids);
      }),
    );
  });
});

test('a traceback is known by its first line and the error at its end', () => {
  const text = 'Traceback (most recent call last):\n  File "a.py", line 3, in f\n    g()\nKeyError: 12';
  expect(patternLine(text)).toBe('Traceback (most recent call last): KeyError: 12');
  expect(patternLine('one line\n  at x')).toBe('one line');
});
