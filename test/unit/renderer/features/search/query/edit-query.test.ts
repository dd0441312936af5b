// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { withCondition } from '../../../../../../renderer/features/search/query/edit-query.ts';
import { highlightsOf } from '../../../../../../renderer/rows/text/query-highlights.ts';

describe('conditions by pointing', () => {
  it.each([
    ['', 'service.name', 'a', true, 'service:a'],
    ['x', 'service.name', 'a', true, 'x service:a'],
    ['x service:a', 'service.name', 'a', true, 'x service:a'],
    ['x service:a', 'service.name', 'a', false, 'x -service:a'],
    ['-service:a y', 'service.name', 'a', true, 'service:a y'],
    ['a OR b', 'host.name', 'web-1', true, '(a OR b) host:web-1'],
    ['"a OR b"', 'host.name', 'web-1', true, '"a OR b" host:web-1'],
    ['host:(a OR b)', 'log.level', 'WARN', true, 'host:(a OR b) level:WARN'],
    ['', 'labels.err', 'POOL TIMEOUT', false, '-labels.err:"POOL TIMEOUT"'],
    ['', 'x', '$& "q"', true, 'x:"$& \\"q\\""'],
  ] as const)('%s + %s=%s', (query, field, value, isWanted, result) => {
    expect(withCondition(query, field, value, isWanted)).toBe(result);
  });
});

describe('marks in the hits', () => {
  it('are the words that must stand in the text', () => {
    expect(highlightsOf('pool "a b" service:x -gone id:7f')).toEqual(['pool', 'a b', '7f']);
    expect(highlightsOf('"unclosed')).toEqual([]);
  });
});
