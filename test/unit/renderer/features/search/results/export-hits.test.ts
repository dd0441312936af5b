// @vitest-environment node
import { describe, expect, it } from 'vitest';
import { exportHits, exportLine } from '../../../../../../renderer/features/search/results/export-hits.ts';
import { connectClient } from '../../../../../../src/carrier/carrier-client.ts';
import { serve } from '../../../../../../src/carrier/carrier-host.ts';
import { createLocalTransports } from '../../../../../../src/carrier/local-transport.ts';
import { type ConsoleServices, contract } from '../../../../../../src/contract/contract.ts';
import type { LogEvent } from '../../../../../../src/model/log-event.ts';

const event = (id: number): LogEvent => ({
  '@timestamp': '2026-11-23T10:31:02.118Z',
  message: `line ${id}\nbelow`,
  event: { id: `${id}` },
});

function clientOf(pages: number, perPage: number) {
  const { client, host } = createLocalTransports();
  const services: Partial<ConsoleServices> = {
    async *'search.find'(_input, signal) {
      for (let page = 0; page < pages && !signal.aborted; page++) {
        const events = Array.from({ length: perPage }, (_, index) => event(page * perPage + index));
        yield { events, next: null, progress: page / pages };
      }
    },
  };
  serve(contract, services as ConsoleServices, host, { onInternalError: () => {} });
  return connectClient(contract, client).client;
}

const request = { query: '', range: { fromMs: 0, toMs: 1 }, order: 'oldest' as const };

describe('an export', () => {
  it('has every hit, whatever their number', async () => {
    const counts: number[] = [];
    const { blob, count } = await exportHits(
      clientOf(25, 1_000),
      { ...request, form: 'text' },
      AbortSignal.timeout(20_000),
      (n) => counts.push(n),
    );
    expect(count).toBe(25_000);
    expect(counts.at(-1)).toBe(25_000);
    const bytes = Array.from({ length: 25_000 }, (_, index) => exportLine(event(index), 'text')).join('').length;
    expect(blob.size).toBe(bytes);
  });

  it('ends when it is cancelled', async () => {
    const controller = new AbortController();
    const running = exportHits(clientOf(1_000_000, 10), { ...request, form: 'json' }, controller.signal, (n) => {
      if (n > 100) controller.abort(new Error('enough'));
    });
    await expect(running).rejects.toThrow('enough');
  });

  it('writes original lines or one JSON event a line', () => {
    expect(exportLine({ ...event(1), message: 'a\nb\r\n' }, 'text')).toBe('a\nb\n');
    expect(JSON.parse(exportLine(event(1), 'json'))).toEqual(event(1));
    expect(exportLine(event(1), 'json').trimEnd()).not.toContain('\n');
  });
});
