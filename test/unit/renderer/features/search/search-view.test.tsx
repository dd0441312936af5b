import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SearchView } from '../../../../../renderer/features/search/search-view.tsx';
import { Connection } from '../../../../../renderer/platform/connect.ts';
import { ConnectionProvider } from '../../../../../renderer/platform/console-context.tsx';
import { navigate, parseRoute } from '../../../../../renderer/platform/route.ts';
import { serve } from '../../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../../src/carrier/local-transport.ts';
import { type ConsoleServices, contract } from '../../../../../src/contract/contract.ts';
import type { LogEvent } from '../../../../../src/model/log-event.ts';
import { parseQuery } from '../../../../../src/query/parse-query.ts';
import { compile } from '../../../../../src/query/predicate.ts';

const NOW = Date.now();
const EVENTS: LogEvent[] = Array.from({ length: 1_200 }, (_, index) => ({
  '@timestamp': new Date(NOW - 600_000 + index * 100).toISOString(),
  message: `line ${index} of the shop`,
  event: { id: `e${index}` },
  log: { level: index % 10 === 0 ? 'ERROR' : 'INFO', file: { path: '/var/log/shop.log' } },
  service: { name: index % 2 === 0 ? 'inventoryd' : 'storefront' },
  host: { name: 'web-1' },
}));

let asked: string[] = [];
/** Counts are not answered before it. */
let countsWait = Promise.resolve();

/** A console over a list of events; answers as the store's own rule (the predicate) says. */
function createServices(): Partial<ConsoleServices> {
  const matching = (query: string) => EVENTS.filter(compile(parseQuery(query)));
  return {
    async *'search.find'({ query, order, limit = EVENTS.length, after }) {
      asked.push(`find ${query} ${after ?? ''}`.trim());
      const all = order === 'newest' ? matching(query).reverse() : matching(query);
      const from = Number(after ?? 0);
      const next = from + limit < all.length ? String(from + limit) : null;
      yield { events: all.slice(from, from + limit), next, progress: 1 };
    },
    'search.histogram': async ({ query }) => {
      await countsWait;
      return { buckets: [{ fromMs: NOW - 300_000, count: matching(query).length, by: { ERROR: 1 } }] };
    },
    'search.fields': async ({ query = '' }) => ({
      fields: [{ field: query === '' ? 'labels.err' : 'labels.code', kind: 'keyword', count: 3 }],
    }),
    'search.values': async ({ field }) => ({
      values:
        field === 'service.name'
          ? [
              { value: 'inventoryd', count: 600 },
              { value: 'storefront', count: 600 },
            ]
          : [],
    }),
    'store.stats': async () => ({ events: 1_200, bytes: 1, fromMs: NOW - 600_000, toMs: NOW, segments: [] }),
    'search.context': async () => ({ events: [] }),
  };
}

let connection: Connection;

beforeEach(() => {
  asked = [];
  countsWait = Promise.resolve();
  navigate('search');
  connection = new Connection(async () => {
    const { client, host } = createLocalTransports();
    serve(contract, createServices() as ConsoleServices, host, {
      onInternalError: (_id, method, error) => asked.push(`${method} ${error}`),
    });
    return client;
  });
  void connection.start();
  render(
    <ConnectionProvider connection={connection}>
      <SearchView />
    </ConnectionProvider>,
  );
});
afterEach(() => {
  cleanup();
  connection.stop();
});

const field = () => screen.getByRole<HTMLInputElement>('combobox', { name: 'Query' });
const type = (text: string) => fireEvent.change(field(), { target: { value: text, selectionStart: text.length } });

describe('search', () => {
  it('runs what Enter is pressed on, and has it in the URL', async () => {
    await screen.findByText('1,200', { selector: 'b' });
    type('level>=ERROR');
    expect(screen.getByText(/not applied yet/)).toBeTruthy();
    expect(asked.some((each) => each.startsWith('find level'))).toBe(false);
    fireEvent.keyDown(field(), { key: 'Enter' });
    await screen.findByText('120', { selector: 'b' });
    expect(parseRoute(location.hash).params.get('q')).toBe('level>=ERROR');
    expect(screen.queryByText(/not applied yet/)).toBeNull();
  });

  it('says where a query is wrong, does not run it and keeps the hits', async () => {
    await screen.findByText('1,200', { selector: 'b' });
    type('service:(a OR OR b)');
    fireEvent.keyDown(field(), { key: 'Enter' });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('characters 15–16');
    expect(field().getAttribute('aria-invalid')).toBe('true');
    expect(asked.some((each) => each.startsWith('find service'))).toBe(false);
    fireEvent.click(screen.getByRole('button', { name: 'Remove “OR”' }));
    await waitFor(() => expect(parseRoute(location.hash).params.get('q')).toBe('service:(a OR b)'));
  });

  it('offers the values of a field and puts the chosen one in', async () => {
    await screen.findByText('1,200', { selector: 'b' });
    type('service:inv');
    await screen.findByRole('option', { name: /inventoryd/ });
    fireEvent.keyDown(field(), { key: 'Tab' });
    expect(field().value).toBe('service:inventoryd ');
  });

  it('makes a condition of a value that is pointed at', async () => {
    const value = await screen.findByRole('button', { name: 'storefront' });
    await act(async () => fireEvent.click(value));
    expect(parseRoute(location.hash).params.get('q')).toBe('service:storefront');
    await screen.findByText('600', { selector: 'b' });
  });
});

describe('while the hits are being counted', () => {
  it('says so, and not that there are none', async () => {
    await screen.findByText('1,200', { selector: 'b' });
    let answer = () => {};
    countsWait = new Promise((resolve) => {
      answer = resolve;
    });
    type('level>=ERROR');
    fireEvent.keyDown(field(), { key: 'Enter' });
    await screen.findByText('counting…');
    expect(screen.queryByText('0', { selector: 'b' })).toBeNull();
    answer();
    await screen.findByText('120', { selector: 'b' });
  });
});

describe('the field list', () => {
  it('has the fields of the hits, not of everything stored', async () => {
    await screen.findByRole('button', { name: 'labels.err' });
    type('level>=ERROR');
    fireEvent.keyDown(field(), { key: 'Enter' });
    await screen.findByRole('button', { name: 'labels.code' });
    expect(screen.queryByRole('button', { name: 'labels.err' })).toBeNull();
  });
});
