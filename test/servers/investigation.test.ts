// Suspects and traces of the same lines are the same, whether a folder holds them or Elasticsearch does.
import { expect, inject, onTestFinished, test } from 'vitest';
import { createInvestigationService } from '../../src/console/investigation-service.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import type { Workspace } from '../../src/ports/workspace.ts';
import { ElasticsearchEventStore } from '../../src/workspace/cluster/elasticsearch/elasticsearch-event-store.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { TestIndices } from '../kit/elasticsearch-indices.ts';
import { batchOf, testSource } from '../kit/event-batches.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { NOON, shopLines } from '../unit/investigate/made-shop.ts';

const LATER = NOON + 600_000;
const events: LogEvent[] = [
  ...shopLines('b', NOON, 60),
  ...shopLines('i', LATER, 30, { networkOfStock: 300, stockClockMs: 1_500 }),
];
const { signal } = new AbortController();
const idsOnly = (lines: readonly LogEvent[]) => lines.map((event) => event.event.id);

/** The services of a folder and of Elasticsearch, both with the same lines. */
async function openBoth() {
  const embedded = await openEmbeddedWorkspace({ directory: temporaryFolder() });
  onTestFinished(() => embedded.close());
  for (const name of new Set(events.map((event) => event.service!.name))) {
    const own = events.filter((event) => event.service!.name === name);
    await embedded.sink.append(batchOf(testSource(name, { host: `host-${name}` }), own));
  }
  const indices = new TestIndices(inject('servers').elasticsearch);
  await indices.setUp();
  onTestFinished(() => indices.remove());
  await indices.store(events);
  const store = new ElasticsearchEventStore({ nodes: [indices.node], indices: [`${indices.prefix}*`] });
  onTestFinished(() => store.close());
  // What is asked of a workspace here: its store, and its agents for the clocks.
  const cluster = { store, agents: { list: async () => [] } } as unknown as Workspace;
  return [embedded, cluster].map((workspace) =>
    createInvestigationService({ workspace: Promise.resolve(workspace), clock: createSystemClock() }),
  );
}

test('the same suspects, reasons and lines; the same lanes, clocks and order of a trace', async () => {
  const services = await openBoth();
  const request = {
    window: { fromMs: LATER, toMs: LATER + 60_000 },
    baseline: { fromMs: NOON, toMs: NOON + 60_000 },
    exclude: [],
    top: 10,
  };
  const rankings = services.map(async (service) => {
    const { suspects, evidence } = await service['suspects.rank'](request, signal);
    return { suspects, evidence: idsOnly(evidence as LogEvent[]) };
  });
  const [ranking, clusterRanking] = await Promise.all(rankings);
  expect(ranking!.suspects[0]!.service).toBe('stock');
  expect(clusterRanking).toEqual(ranking);

  const value = events.find(({ event }) => event.id === 'i40')!.trace!.id;
  const traces = services.map(async (service) => {
    const { events: lines, ...rest } = await service['trace.find']({ value, range: {} }, signal);
    return { ...rest, lines: idsOnly(lines as LogEvent[]) };
  });
  const [trace, clusterTrace] = await Promise.all(traces);
  expect(trace!.lanes.map(({ service }) => service)).toEqual(['gate', 'cart', 'stock', 'store']);
  expect(clusterTrace).toEqual(trace);
});
