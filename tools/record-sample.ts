// Records the sample shop into examples/shop/recording: a healthy run and one run of each fault.
//
//   node tools/record-sample.ts          (about five minutes; needs a C++ compiler and Python 3)
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { SAMPLE_FAULTS } from '../src/contract/schemas.ts';
import { findExamples } from '../src/host/sample/find-examples.ts';
import {
  eventsOfLog,
  printRecording,
  type RecordedEvent,
  requestIdOf,
  SHOP_SERVICES,
} from '../src/host/sample/recording.ts';
import { SampleShop } from '../src/host/sample/sample-shop.ts';

const WARM_UP_S = 6;
const HEALTHY_S = 90;
const FAULT_S = 45;
const AFTER_FAULT_S = 15;
/** Requests that had begun when a recording ends are recorded to their end. */
const TAIL_MS = 6_000;

interface Window {
  name: string;
  fromMs: number;
  lengthMs: number;
  healedAtMs?: number;
}

const scratch = await mkdtemp(path.join(tmpdir(), 'record-sample-'));
const logDirectory = path.join(scratch, 'logs');
const shop = new SampleShop({ logDirectory, cacheDirectory: path.join(scratch, 'cache'), faultSeconds: FAULT_S });
try {
  const state = await shop.start();
  if (state.mode !== 'real') throw new Error(`only the real programs can be recorded: ${state.reason}`);
  const windows = await runThrough(shop);
  const events = await readLogs();
  const folder = path.join(findExamples(), 'shop', 'recording');
  await mkdir(folder, { recursive: true });
  for (const window of windows) await writeWindow(folder, window, events);
} finally {
  await shop.stop();
  await rm(scratch, { recursive: true, force: true });
}

async function runThrough(running: SampleShop): Promise<Window[]> {
  await sleep(WARM_UP_S * 1000);
  const windows: Window[] = [{ name: 'healthy', fromMs: Date.now(), lengthMs: HEALTHY_S * 1000 }];
  await sleep(HEALTHY_S * 1000 + TAIL_MS);
  for (const fault of SAMPLE_FAULTS) {
    const fromMs = Date.now();
    await running.inject(fault);
    const healedAtMs = FAULT_S * 1000;
    windows.push({ name: fault, fromMs, lengthMs: healedAtMs + AFTER_FAULT_S * 1000, healedAtMs });
    await sleep(healedAtMs + AFTER_FAULT_S * 1000 + TAIL_MS);
  }
  return windows;
}

async function readLogs(): Promise<RecordedEvent[]> {
  const year = new Date().getFullYear();
  const read = SHOP_SERVICES.map(async (service) => {
    const text = await readFile(path.join(logDirectory, `${service}.log`), 'utf8');
    return eventsOfLog(service, text, year);
  });
  return (await Promise.all(read)).flat().sort((a, b) => a.at - b.at);
}

async function writeWindow(folder: string, window: Window, all: RecordedEvent[]): Promise<void> {
  const { name, fromMs, lengthMs, healedAtMs } = window;
  const events = all
    .filter((event) => event.at >= fromMs && event.at < fromMs + lengthMs + TAIL_MS)
    .map((event) => ({ ...event, at: Math.round((event.at - fromMs) * 1000) / 1000, text: withoutPlaces(event.text) }));
  const fresh = withoutEarlierRequests(events, all, fromMs);
  const text = printRecording({ lengthMs, ...(healedAtMs === undefined ? {} : { healedAtMs }), events: fresh });
  const packed = gzipSync(text, { level: 9 });
  await writeFile(path.join(folder, `${name}.ndjson.gz`), packed);
  console.log(`${name}: ${fresh.length} events, ${packed.length} bytes`);
}

/** A request that began before the window would be replayed without its beginning. */
function withoutEarlierRequests(events: RecordedEvent[], all: RecordedEvent[], fromMs: number): RecordedEvent[] {
  const earlier = new Set(all.filter((event) => event.at < fromMs).map(requestIdOf));
  earlier.delete(undefined);
  return events.filter((event) => !earlier.has(requestIdOf(event)));
}

/** Paths of this machine become those of a plain installation. */
function withoutPlaces(text: string): string {
  return text.replaceAll(`${findExamples()}/shop`, '/srv/shop').replace(/"\/[^"]*\/(lib\/python3[^"]*)"/g, '"/usr/$1"');
}
