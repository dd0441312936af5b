// Small bundles for tests: two services, two hosts, ties, an incident.
import path from 'node:path';
import type { BundleFindings } from '../../src/bundle/bundle-findings.ts';
import type { BundleRequest, EventPages } from '../../src/bundle/bundle-request.ts';
import { type BundleTarget, type CreatedBundle, createBundle } from '../../src/bundle/create-bundle.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { testEvent, testSource } from './event-batches.ts';

export const START_MS = Date.parse('2026-11-23T10:30:00Z');

/** Events of two services in time order, several in each millisecond. */
export function sampleEvents(count: number): LogEvent[] {
  const sources = [testSource('inventoryd', { host: 'engine-1' }), testSource('orders', { host: 'shop-1' })];
  return Array.from({ length: count }, (_, i) => {
    const source = sources[i % 2]!;
    const isError = i % 10 === 7;
    const message = `${isError ? 'ERROR' : 'INFO'} request_id=req-${String(i >> 2).padStart(6, '0')} step ${i % 4}`;
    return testEvent(source, i * 100, START_MS + (i >> 2), message, isError ? 'ERROR' : 'INFO');
  });
}

export function pagesOf(events: readonly LogEvent[], pageSize = 50): EventPages {
  return async function* () {
    for (let at = 0; at < events.length; at += pageSize) yield events.slice(at, at + pageSize);
  };
}

export function sampleFindings(events: readonly LogEvent[]): BundleFindings {
  const error = events.find((event) => event.log?.level === 'ERROR')!;
  const window = { fromMs: START_MS, toMs: START_MS + 60_000 };
  return {
    incident: {
      id: 'checkout-503',
      title: 'Checkout <503> & more',
      createdAtMs: START_MS,
      updatedAtMs: START_MS,
      window,
      baseline: { fromMs: START_MS - 60_000, toMs: START_MS },
      traceId: 'req-000001',
      excluded: [],
      pins: [{ eventId: error.event.id, atMs: START_MS + 1, service: 'orders', text: error.message, note: 'first' }],
      notes: 'The stock engine went away.\n\n<script>alert(1)</script>',
    },
    suspects: [
      {
        service: 'inventoryd',
        score: 0.93,
        likely: true,
        reasons: [{ kind: 'crash', text: 'It crashed.', score: 9, events: [error.event.id], first: null }],
      },
    ],
    evidence: [error],
    trace: {
      id: 'req-000001',
      fromMs: START_MS,
      toMs: START_MS + 5,
      lanes: [{ service: 'inventoryd', host: 'engine-1', events: 2, firstError: null }],
      firstError: error.event.id,
      events: events.slice(4, 8),
      leftOut: 0,
    },
    clock: [{ host: 'shop-1', offsetMs: 12, errorMs: 1, basis: 'agent' }],
    ruleRevision: 4,
  };
}

export function sampleRequest(changes: Partial<BundleRequest> = {}): BundleRequest {
  return {
    title: 'Checkout <503> & more',
    query: 'level>=INFO',
    range: { fromMs: START_MS, toMs: START_MS + 3_600_000 },
    traceId: null,
    findings: {},
    producer: { name: 'crosstail', version: '0.0.0-test' },
    ...changes,
  };
}

/** Writes a bundle of these events into the folder. */
export function writeSample(
  folder: string,
  events: readonly LogEvent[],
  changes: Partial<BundleRequest> = {},
  target: Partial<BundleTarget> & { name?: string } = {},
): Promise<CreatedBundle> {
  const { name = 'sample.zip', ...more } = target;
  return createBundle(sampleRequest(changes), pagesOf(events), {
    files: createNodeFileSystem(),
    path: path.join(folder, name),
    ...more,
  });
}
