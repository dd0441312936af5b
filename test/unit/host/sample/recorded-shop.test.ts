import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findExamples } from '../../../../src/host/sample/find-examples.ts';
import { RecordedShop } from '../../../../src/host/sample/recorded-shop.ts';
import { ShopLogs } from '../../../kit/shop-logs.ts';
import { until } from '../../../kit/until.ts';

const PACE = 40;
let folder: string;
let logs: ShopLogs;
let shop: RecordedShop;
let heard: unknown[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recorded-shop-'));
  logs = new ShopLogs(folder);
  heard = [];
  shop = await RecordedShop.start({
    examples: findExamples(),
    logDirectory: folder,
    pace: PACE,
    listener: { faultChanged: (fault) => heard.push(fault), ended: (reason) => heard.push(reason) },
  });
});

afterEach(async () => {
  await shop.stop();
  await rm(folder, { recursive: true });
});

describe('the recorded run', () => {
  it('is written with the times of now, in order, and with request ids that all services share', async () => {
    const beganMs = Date.now();
    await logs.until('inventoryd', /reserved req=/);
    await logs.until('storefront', /confirmed req=/);
    await shop.stop();
    const times = logs
      .text('storefront')
      .split('\n')
      .flatMap((line) => (/^\d{4}-/.test(line) ? [new Date(line.slice(0, 23).replace(',', '.')).getTime()] : []));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(beganMs - 1_000);
    expect(Math.max(...times)).toBeLessThanOrEqual(Date.now());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(logs.sharedRequests().length).toBeGreaterThan(0);
    expect(logs.text('inventoryd')).not.toContain('{time}');
  });

  it('goes on for ever with other ids each time round', async () => {
    const rounds = () => (logs.text('inventoryd').match(/stats busy=/g) ?? []).length;
    await until(() => rounds() >= 12, 15_000);
    const confirmed = [...logs.text('storefront').matchAll(/order=(\d+) confirmed/g)].map((match) => match[1]);
    expect(new Set(confirmed).size).toBe(confirmed.length);
  });

  it('shows slow-database in the engine first, then in storefront, and heals', async () => {
    await shop.inject('slow-database');
    await logs.until('inventoryd', /W\d{4} .*pool exhausted wait=\d+ms/);
    await logs.until('storefront', /POST \/checkout 503/);
    expect(logs.text('storefront')).toMatch(/Traceback[\s\S]*ReserveError/);
    await until(() => heard.at(-1) === null);
    expect(heard).toEqual(['slow-database', null]);
  });

  it('shows engine-crash as a fatal line with a backtrace and a restart', async () => {
    await shop.inject('engine-crash');
    await logs.until('inventoryd', /F\d{4} .*terminate called after throwing[\s\S]*\n {4}@ +0x\w+ {2}Shelves::take/);
    await logs.until('inventoryd', /restarted, previous instance ended by signal 6/);
  });

  it('shows bad-release as chained tracebacks of pricing', async () => {
    await shop.inject('bad-release');
    await logs.until('pricing', /release 2\.4\.1 deployed/);
    await logs.until('pricing', /KeyError[\s\S]*direct cause[\s\S]*QuoteError/);
    await shop.heal();
    expect(heard).toEqual(['bad-release', null]);
  });

  it('names no place of the machine it was recorded on', async () => {
    for (const fault of ['slow-database', 'engine-crash', 'bad-release'] as const) {
      await shop.inject(fault);
      await until(() => heard.at(-1) === null);
    }
    const frames = ['inventoryd', 'storefront', 'pricing'] as const;
    const files = frames.flatMap((service) => [...logs.text(service).matchAll(/File "([^"]+)"/g)].map((m) => m[1]!));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !/^(\/srv\/shop|\/usr\/lib\/python3)/.test(file))).toEqual([]);
  });
});
