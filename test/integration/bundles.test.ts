// From a workspace with an incident to a bundle to a fresh workspace: the same desk. And the window's way to bundles.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleContent } from '../../src/console/bundle-content.ts';
import { createBundlesService } from '../../src/console/bundles-service.ts';
import { createInvestigationService } from '../../src/console/investigation-service.ts';
import { contract } from '../../src/contract/contract.ts';
import { JsonDocuments } from '../../src/drivers/node/json-documents.ts';
import { createNodeFileSystem } from '../../src/drivers/node/node-file-system.ts';
import { createSystemClock } from '../../src/drivers/node/system-clock.ts';
import { loadBundle, makeBundle } from '../../src/host/files/bundle-file.ts';
import { readRedactionRules } from '../../src/host/redaction-rules.ts';
import type { LogEvent } from '../../src/model/log-event.ts';
import { openEmbeddedWorkspace } from '../../src/workspace/embedded/embedded-workspace.ts';
import { START_MS, sampleEvents } from '../kit/bundle-samples.ts';
import { batchOf, testSource } from '../kit/event-batches.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** Four lines so often. */
const STEP_MS = 100;
const MIDDLE_MS = START_MS + 300 * STEP_MS;
const incident = {
  id: 'checkout',
  title: 'Checkout fails for ann@example.com',
  createdAtMs: START_MS,
  updatedAtMs: START_MS,
  window: { fromMs: MIDDLE_MS, toMs: START_MS + 600 * STEP_MS },
  baseline: { fromMs: START_MS, toMs: MIDDLE_MS },
  traceId: 'req-000090',
  excluded: [],
  pins: [{ eventId: 'x', atMs: MIDDLE_MS, service: 'orders', text: 'a line', note: 'look' }],
  notes: 'It began with stock.',
};

/** A workspace whose second half has errors that the first half has not. */
async function workspaceWithIncident(folder: string): Promise<void> {
  const workspace = await openEmbeddedWorkspace({ directory: folder });
  const events = sampleEvents(2_400).map((event, i): LogEvent => {
    const isLate = Math.floor(i / 4) >= 300;
    const request = `req-${String(i >> 2).padStart(6, '0')}`;
    const message = isLate && i % 2 === 0 ? `ERROR no stock for ann@example.com request_id=${request}` : event.message;
    const time = { '@timestamp': new Date(START_MS + (i >> 2) * STEP_MS).toISOString() };
    const level = message.startsWith('ERROR') ? 'ERROR' : 'INFO';
    return {
      ...event,
      ...time,
      message,
      log: { ...event.log, level },
      crosstail: { ...event.crosstail, ids: { request: [request] } },
    };
  });
  for (const [i, name] of ['inventoryd', 'orders'].entries()) {
    const own = events.filter((_, k) => k % 2 === i);
    await workspace.sink.append(batchOf(testSource(name, { host: own[0]!.host!.name }), own));
  }
  await workspace.close();
  await new JsonDocuments(path.join(folder, 'incidents')).write(incident.id, incident);
}

async function findings(folder: string) {
  const workspace = await openEmbeddedWorkspace({ directory: folder, readOnly: true });
  try {
    const services = createInvestigationService({ workspace: Promise.resolve(workspace), clock: createSystemClock() });
    const { signal } = new AbortController();
    const { window, baseline, excluded } = incident;
    const suspects = await services['suspects.rank']({ window, baseline, exclude: excluded, top: 10 }, signal);
    const trace = await services['trace.find']({ value: incident.traceId, range: {} }, signal);
    return { suspects, trace };
  } finally {
    await workspace.close();
  }
}

const quiet = () => ({ progress: () => {}, signal: new AbortController().signal });

describe('an incident handed over', () => {
  test('a fresh workspace has the same suspects, trace and incident, and makes the same bundle again', async () => {
    const folder = temporaryFolder();
    const origin = path.join(folder, 'origin');
    await workspaceWithIncident(origin);
    const scope = { query: '', range: {}, incident: incident.id, redaction: null };
    const options = { ...quiet(), overwrite: false };
    const made = await makeBundle({ workspace: origin }, scope, { ...options, path: path.join(folder, 'a.zip') });
    expect(made).toMatchObject({ events: 2_400, services: ['inventoryd', 'orders'] });
    const copy = path.join(folder, 'copy');
    expect(await loadBundle(made.path, copy, quiet())).toMatchObject({ events: 2_400, incident, duplicates: 0 });
    const before = await findings(origin);
    expect(before.suspects.suspects.length).toBeGreaterThan(0);
    expect(await findings(copy)).toEqual(before);
    const again = await makeBundle({ workspace: copy }, scope, { ...options, path: path.join(folder, 'b.zip') });
    expect(readFileSync(again.path).equals(readFileSync(made.path))).toBe(true);
  });
});

describe('bundles of the window', () => {
  async function serviceOn(folder: string) {
    const origin = path.join(folder, 'origin');
    await workspaceWithIncident(origin);
    const workspace = await openEmbeddedWorkspace({ directory: origin, readOnly: true });
    const parts = {
      workspace: Promise.resolve(workspace),
      incidents: new JsonDocuments(path.join(origin, 'incidents')),
      bundles: { folder: path.join(folder, 'bundles'), files: createNodeFileSystem() },
      clock: createSystemClock(),
      about: { name: 'origin', version: '1', host: 'here', shell: 'browser' as const, user: 'me' },
    };
    return { service: createBundlesService(parts), parts, close: () => workspace.close() };
  }

  test('a preview tells size and what will be hidden; the bundle then holds just that', async () => {
    const folder = temporaryFolder();
    const { service, close } = await serviceOn(folder);
    const { signal } = new AbortController();
    const { kinds } = await service['bundles.redactions']({}, signal);
    const redaction = { kinds: kinds.filter(({ isDefault }) => isDefault).map(({ name }) => name), patterns: [] };
    const scope = { query: '', range: {}, incident: incident.id, redaction };
    const preview = await service['bundles.preview'](scope, signal);
    expect(preview).toMatchObject({ events: 2_400, isSample: false, hidden: { email: 600 } });
    const items = [];
    for await (const item of service['bundles.create'](scope, signal)) items.push(item);
    const done = items.at(-1)!;
    expect(done).toMatchObject({ type: 'done', events: 2_400, hidden: { email: 600 } });
    if (done.type !== 'done') return;
    // The title holds an address: the file's name must not.
    expect(path.basename(done.path)).toMatch(/^bundle-\d{8}-\d{6}\.zip$/);
    expect(preview.zipBytes / done.bytes).toBeGreaterThan(0.4);
    expect(preview.zipBytes / done.bytes).toBeLessThan(2.5);
    await close();
  });

  test('who leaves the stream stops the writing, and nothing is left', async () => {
    const folder = temporaryFolder();
    const { service, close } = await serviceOn(folder);
    const scope = { query: '', range: {}, redaction: null };
    for await (const item of service['bundles.create'](scope, new AbortController().signal))
      if (item.type === 'progress') break;
    await expect.poll(() => readdirSync(path.join(folder, 'bundles'))).toEqual([]);
    await close();
  });

  test('a trace is its lines only; an incident that there is not is told', async () => {
    const folder = temporaryFolder();
    const { parts, close } = await serviceOn(folder);
    const own = { ...parts, version: '1' };
    const { signal } = new AbortController();
    const trace = await bundleContent(own, { query: '', range: {}, trace: 'req-000090', redaction: null }, signal);
    const messages: string[] = [];
    for await (const page of trace.pages()) messages.push(...page.map(({ message }) => message));
    expect(messages).toHaveLength(4);
    const none = bundleContent(own, { query: '', range: {}, incident: 'none', redaction: null }, signal);
    await expect(none).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await close();
  });

  test('the made file can be read and, where the shell can, shown; others cannot', async () => {
    const { service, parts, close } = await serviceOn(temporaryFolder());
    const { signal } = new AbortController();
    try {
      let made: { path: string; sha256: string } | undefined;
      for await (const step of service['bundles.create']({ query: '', range: {}, redaction: null }, signal))
        if (step.type === 'done') made = step;
      const name = path.basename(made!.path);
      const hash = createHash('sha256');
      for await (const { base64 } of service['bundles.read']({ name }, signal)) hash.update(base64, 'base64');
      expect(hash.digest('hex')).toBe(made!.sha256);
      await expect(service['bundles.show']({ name }, signal)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' });
      const shown: string[] = [];
      const bundles = { ...parts.bundles, show: (file: string) => void shown.push(file) };
      const desktop = createBundlesService({ ...parts, bundles });
      await desktop['bundles.show']({ name }, signal);
      expect(shown).toEqual([made!.path]);
      const gone = desktop['bundles.show']({ name: 'bundle-gone.zip' }, signal);
      await expect(gone).rejects.toMatchObject({ code: 'NOT_FOUND' });
      const outside = contract['bundles.read'].input.safeParse({ name: '../origin/incidents/checkout.zip' });
      expect(outside.success).toBe(false);
    } finally {
      await close();
    }
  });
});

describe('rules of redaction as typed', () => {
  test('kinds, groups of kinds, and what is neither', async () => {
    expect(await readRedactionRules(['email, ipv4', 'iban'])).toEqual({
      kinds: ['email', 'ipv4', 'iban'],
      patterns: [],
    });
    expect((await readRedactionRules(['default'])).kinds).not.toContain('iban');
    expect((await readRedactionRules(['all'])).kinds).toContain('iban');
    await expect(readRedactionRules(['nonsense'])).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });
});
