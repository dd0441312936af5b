import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildEngine } from '../../../../src/host/sample/engine-build.ts';
import { findExamples } from '../../../../src/host/sample/find-examples.ts';
import { SampleShop, type SampleShopOptions } from '../../../../src/host/sample/sample-shop.ts';
import { findToolchain } from '../../../../src/host/sample/toolchain.ts';
import { ShopLogs } from '../../../kit/shop-logs.ts';
import { until } from '../../../kit/until.ts';

const FAULT_S = 8;
const START_LIMIT_MS = 60_000;
const tools = await findToolchain(process.env, AbortSignal.timeout(START_LIMIT_MS)).catch(() => undefined);
const canRunReal = tools !== undefined;
let scratch: string;
const shops: SampleShop[] = [];

function makeShop(name: string, more: Partial<SampleShopOptions> = {}): { shop: SampleShop; logs: ShopLogs } {
  const logDirectory = path.join(scratch, name);
  const cacheDirectory = path.join(scratch, 'cache');
  const shop = new SampleShop({ logDirectory, cacheDirectory, faultSeconds: FAULT_S, pace: 2, ...more });
  shops.push(shop);
  return { shop, logs: new ShopLogs(logDirectory) };
}

/** One that has ended but that nobody has waited for yet is dead, too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

beforeAll(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'sample-shop-'));
  // Once for all shops below, which start at the same time.
  if (tools !== undefined) {
    const sources = path.join(findExamples(), 'shop', 'engine');
    await buildEngine(sources, path.join(scratch, 'cache'), tools, AbortSignal.timeout(START_LIMIT_MS));
  }
}, START_LIMIT_MS);

afterAll(async () => {
  await Promise.all(shops.map((shop) => shop.stop()));
  await rm(scratch, { recursive: true, force: true });
});

describe.skipIf(!canRunReal)('the real shop', { timeout: 90_000 }, () => {
  it.concurrent('runs three services that log the same request ids, takes bad-release and heals', async () => {
    const states: unknown[] = [];
    const { shop, logs } = makeShop('bad-release', { onChange: ({ fault }) => states.push(fault) });
    expect(await shop.start()).toMatchObject({ mode: 'real', running: true, fault: null, reason: null });
    await until(() => logs.sharedRequests().length > 1, 10_000);
    expect(await shop.inject('bad-release')).toMatchObject({ fault: 'bad-release' });
    await logs.until('pricing', /KeyError: 'mixed'[\s\S]*direct cause of[\s\S]*QuoteError/);
    await logs.until('storefront', /checkout failed req=[\s\S]*PricingError/);
    await logs.until('pricing', /release 2\.4\.0 deployed/);
    await until(() => states.at(-1) === null);
    expect(states.slice(-2)).toEqual(['bad-release', null]);
  });

  it.concurrent('takes slow-database: the pool runs out, storefront answers 503', async () => {
    const { shop, logs } = makeShop('slow-database');
    void shop.start();
    await shop.inject('slow-database');
    await logs.until('inventoryd', /W\d{4} .*pool exhausted wait=\d+ms busy=\d\/4/);
    await logs.until('storefront', /POST \/checkout 503/);
    expect(logs.text('storefront')).toMatch(/Traceback[\s\S]*ReserveError/);
  });

  it.concurrent('takes engine-crash: a fatal line with a backtrace, and a new engine that serves', async () => {
    const { shop, logs } = makeShop('engine-crash');
    await shop.start();
    await shop.inject('engine-crash');
    await logs.until('inventoryd', /F\d{4} .*std::out_of_range' req=[0-9a-f]{12} order=\d+\n[\s\S]*Shelves::take/);
    await logs.until('storefront', /Connection refused|ConnectionRefusedError/);
    expect(await shop.heal()).toMatchObject({ fault: null });
    await logs.until('inventoryd', /previous instance ended by signal 6 \(SIGABRT\)[\s\S]*reserved req=/);
  });

  it.concurrent('leaves no program behind when it is stopped', async () => {
    const { shop } = makeShop('stopped');
    await shop.start();
    const pids = [shop.pid!, ...Object.values(shop.programs)];
    expect(pids.filter(isAlive)).toHaveLength(4);
    expect(await shop.stop()).toMatchObject({ mode: 'off', running: false });
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it.concurrent('says so when its programs are killed, leaves none of them behind, and can be started again', async () => {
    const { shop } = makeShop('supervisor-killed');
    await shop.start();
    const pids = Object.values(shop.programs);
    process.kill(shop.pid!, 'SIGKILL');
    await until(() => pids.filter(isAlive).length === 0 && shop.state().mode === 'off');
    expect(shop.state()).toMatchObject({ running: false, reason: expect.stringContaining('SIGKILL') });
    expect(await shop.start()).toMatchObject({ mode: 'real', running: true });
  });

  it.concurrent('gives up a start that is under way when it is stopped', async () => {
    const { shop } = makeShop('given-up');
    const start = shop.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await Promise.all([expect(start).rejects.toThrow(/abort/i), shop.stop()]);
    expect(shop.state()).toMatchObject({ mode: 'off', running: false });
  });

  it.concurrent('leaves no program behind when its parent is killed', async () => {
    const script = path.join(scratch, 'parent.ts');
    const source = pathToFileURL(path.resolve('src/host/sample/sample-shop.ts'));
    await writeFile(
      script,
      `import { SampleShop } from '${source}';
       const shop = new SampleShop({ logDirectory: '${scratch}/killed', cacheDirectory: '${scratch}/cache' });
       await shop.start();
       console.log(JSON.stringify([shop.pid, ...Object.values(shop.programs)]));`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await new Promise((resolve) =>
      createInterface(parent.stdout).once('line', (text) => resolve([text])),
    )) as [string];
    const pids = JSON.parse(line) as number[];
    expect(pids.filter(isAlive)).toHaveLength(4);
    parent.kill('SIGKILL');
    await until(() => pids.filter(isAlive).length === 0);
  });
});

describe('where the real programs cannot run', () => {
  it('replays the recording and says why', async () => {
    const { shop, logs } = makeShop('no-tools', { environment: { PATH: scratch }, pace: 20 });
    const state = await shop.start();
    expect(state).toMatchObject({ mode: 'recorded', running: true, fault: null });
    expect(state.reason).toMatch(/No C\+\+ compiler and no Python|written for Linux and macOS/);
    await logs.until('storefront', /confirmed req=/);
    expect(await shop.inject('bad-release')).toMatchObject({ mode: 'recorded', fault: 'bad-release' });
    expect(shop.pid).toBe(process.pid);
  });

  it.skipIf(!canRunReal)('names the complaint of a compiler that fails', async () => {
    const compiler = path.join(scratch, 'broken-compiler');
    const says = '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "engine.cc:1: error: no such header" >&2\nexit 1\n';
    await writeFile(compiler, says, { mode: 0o755 });
    const { shop } = makeShop('broken', { environment: { ...process.env, CXX: compiler } });
    expect(await shop.start()).toMatchObject({ mode: 'recorded', reason: expect.stringContaining('no such header') });
  });

  it('refuses a fault when nothing runs', async () => {
    const { shop } = makeShop('idle');
    await expect(shop.inject('slow-database')).rejects.toMatchObject({ code: 'SAMPLE_UNAVAILABLE' });
    expect(shop.state()).toMatchObject({ mode: 'off', running: false });
  });

  it('is off, with the reason, when there is no recording either', async () => {
    const { shop } = makeShop('nothing', { examples: path.join(scratch, 'nowhere'), mode: 'recorded' });
    await expect(shop.start()).rejects.toThrow(/ENOENT/);
    expect(shop.state()).toMatchObject({ mode: 'off', running: false, reason: expect.stringContaining('ENOENT') });
  });
});
