import { beforeEach, describe, expect, it } from 'vitest';
import { currentIncidentId, openTrace, pinLine } from '../../../../renderer/platform/line-actions.ts';
import { navigate, parseRoute } from '../../../../renderer/platform/route.ts';
import { AppError } from '../../../../src/base/errors.ts';
import { connectClient } from '../../../../src/carrier/carrier-client.ts';
import { serve } from '../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../src/carrier/local-transport.ts';
import { type ConsoleServices, contract, type Incident } from '../../../../src/contract/contract.ts';
import type { LogEvent } from '../../../../src/model/log-event.ts';

const line = (id: string): LogEvent => ({
  '@timestamp': '2026-11-23T10:31:02.118Z',
  message: `E1123 10:31:02 reserve failed ${id}`,
  event: { id },
  service: { name: 'inventoryd' },
  crosstail: { body_at: 15, ids: { request: ['7f3a'] } },
});

function createClient() {
  const saved = new Map<string, Incident>();
  const { client, host } = createLocalTransports();
  const times = { window: { fromMs: 1, toMs: 2 }, baseline: { fromMs: 0, toMs: 1 } };
  const services: Partial<ConsoleServices> = {
    'suspects.propose': async () => times,
    'incidents.save': async (incident) => {
      saved.set(incident.id, incident);
      return incident;
    },
    'incidents.read': async ({ id }) => {
      const found = saved.get(id);
      if (found === undefined) throw new AppError('NOT_FOUND', 'No such incident.');
      return found;
    },
  };
  serve(contract, services as ConsoleServices, host, { onInternalError: () => {} });
  return { client: connectClient(contract, client).client, saved };
}

beforeEach(() => {
  localStorage.clear();
  navigate('search');
});

describe('pinning', () => {
  it('opens an incident around the first line, with its trace, and adds the next ones to it', async () => {
    const { client, saved } = createClient();
    const first = await pinLine(client, line('a'));
    expect(first).toMatchObject({ title: 'reserve failed a', traceId: '7f3a', window: { fromMs: 1, toMs: 2 } });
    const second = await pinLine(client, line('b'));
    expect(second.id).toBe(first.id);
    expect(currentIncidentId()).toBe(first.id);
    expect(saved.get(first.id)!.pins.map((pin) => pin.eventId)).toEqual(['a', 'b']);
    await pinLine(client, line('b'));
    expect(saved.get(first.id)!.pins).toHaveLength(2);
  });

  it('opens another one when the incident has been deleted', async () => {
    const { client, saved } = createClient();
    const first = await pinLine(client, line('a'));
    saved.delete(first.id);
    const next = await pinLine(client, line('b'));
    expect(next.id).not.toBe(first.id);
  });
});

describe('tracing', () => {
  it('goes to the first id of a line and keeps the time range', () => {
    navigate('search', { from: '-1h' });
    openTrace(line('a'));
    const { view, params } = parseRoute(location.hash);
    expect([view, params.get('trace'), params.get('at'), params.get('from')]).toEqual([
      'incident',
      '7f3a',
      '2026-11-23T10:31:02.118Z',
      '-1h',
    ]);
  });

  it('looks for what is like a line that has no id', () => {
    openTrace({ '@timestamp': 'x', message: 'no id', event: { id: 'n' } });
    const { view, params } = parseRoute(location.hash);
    expect([view, params.get('trace'), params.get('like')]).toEqual(['incident', null, 'n']);
  });
});
