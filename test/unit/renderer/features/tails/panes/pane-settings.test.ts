import { beforeEach, describe, expect, test } from 'vitest';
import {
  newPane,
  queryOf,
  readLayouts,
  selectorQuery,
  writeLayouts,
} from '../../../../../../renderer/features/tails/panes/pane-settings.ts';
import { linkedPane } from '../../../../../../renderer/features/tails/tails-link.ts';
import { parseQuery } from '../../../../../../src/query/parse-query.ts';

beforeEach(() => localStorage.clear());

describe('queries of a pane', () => {
  test('filters and the typed query must all hold', () => {
    expect(queryOf({ filters: [], query: '  ' })).toBe('');
    expect(queryOf({ filters: [], query: 'a OR b' })).toBe('a OR b');
    expect(queryOf({ filters: ['id:7', 'a OR b'], query: 'c' })).toBe('(id:7) AND (a OR b) AND (c)');
  });

  test('selectors become a query the store knows', () => {
    const query = selectorQuery([
      { kind: 'service', name: 'store front' },
      { kind: 'service', name: 'pricing' },
      { kind: 'host', name: 'web-*' },
    ])!;
    expect(query).toBe('service:("store front" OR pricing) host:web-*');
    expect(() => parseQuery(query)).not.toThrow();
    expect(selectorQuery([{ kind: 'topic', name: 'logs.a' }])).toBeUndefined();
  });
});

describe('kept layouts', () => {
  test('an offset and columns come back; what is neither a number nor a text does not', () => {
    const pane = newPane({ id: 'a', start: { kind: 'offset', offset: '90071992547409931' }, fields: ['labels.err'] });
    writeLayouts({ current: 'default', layouts: { default: { panes: { a: pane }, dock: null } } });
    expect(readLayouts().layouts.default?.panes.a).toEqual(pane);
    const spoilt = { ...pane, start: { kind: 'offset', offset: '-1' }, fields: [7, 'x'] };
    localStorage.setItem('crosstail.tails', JSON.stringify({ layouts: { default: { panes: { a: spoilt } } } }));
    expect(readLayouts().layouts.default?.panes.a).toMatchObject({ start: { kind: 'last' }, fields: ['x'] });
  });

  test('come back as they were', () => {
    const pane = newPane({
      id: 'a',
      selectors: [{ kind: 'host', name: 'web-1' }],
      start: { kind: 'ago', ms: 900_000 },
    });
    const kept = { current: 'mine', layouts: { mine: { panes: { a: pane }, dock: { grid: 1 } } } };
    expect(writeLayouts(kept)).toBe(true);
    expect(readLayouts()).toEqual(kept);
  });

  test.each([
    '',
    'null',
    '[]',
    '{"layouts":{"x":{"panes":{}}}}',
    '{"layouts":7,"current":{}}',
    '{"layouts":{"x":null}}',
  ])('spoilt as %j they are none', (text) => {
    localStorage.setItem('crosstail.tails', text);
    expect(readLayouts()).toEqual({ current: 'default', layouts: {} });
  });

  test('spoilt parts of a pane fall back to defaults', () => {
    const panes = {
      a: { selectors: [{ kind: 'planet', name: 'x' }, 3], filters: [1, 'ok'], start: { kind: 'last', count: -1 } },
    };
    localStorage.setItem('crosstail.tails', JSON.stringify({ current: 'x', layouts: { x: { panes } } }));
    expect(readLayouts().layouts.x?.panes.a).toEqual(newPane({ id: 'a', filters: ['ok'] }));
  });
});

describe('links', () => {
  test('name what a pane follows and its filter', () => {
    expect(linkedPane(new URLSearchParams('service=a&service=b&q=level>=WARN'))).toMatchObject({
      selectors: [
        { kind: 'service', name: 'a' },
        { kind: 'service', name: 'b' },
      ],
      filters: ['level>=WARN'],
    });
    expect(linkedPane(new URLSearchParams('from=-15m'))).toBeUndefined();
  });
});
