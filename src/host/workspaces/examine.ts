// What `crosstail doctor` looks at. Every check answers, whatever the others find.
import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { storeHealth } from '../../workspace/embedded/store-health.ts';
import { findDesktop } from '../desktop-runtime.ts';
import { findToolchain } from '../sample/toolchain.ts';
import { packageVersion } from '../version.ts';
import { knock } from './workspace-door.ts';

export interface Check {
  name: string;
  ok: boolean;
  /** Crosstail does not work without it; of the others there is a way round. */
  needed: boolean;
  detail: string;
  /** What to do when it is not ok; empty otherwise. */
  hint: string;
}

/** A store needs room to breathe: below this a full disk is near. */
const LOW_DISK_BYTES = 1024 ** 3;

/** What is only a note when it is missing: the browser, a slower decoder, the recording do instead. */
const OPTIONAL: readonly string[] = ['zstd', 'desktop', 'sample', 'disk'];

/** Looks at runtime, desktop, sample, folder and store. */
export async function examine(folder: string): Promise<Check[]> {
  const checks: [name: string, hint: string, look: () => Promise<string>][] = [
    ['crosstail', '', async () => packageVersion()],
    ['node', 'Use Node 20.18 or newer; 24 is best.', lookAtNode],
    ['sqlite', 'Install a Node that brings SQLite (22.16 or newer), or the libsql package.', lookAtSqlite],
    ['zstd', 'Node 22.15 and newer have it; .zst files are read more slowly without.', lookAtZstd],
    ['desktop', 'npm start serves the console in the browser instead.', lookAtDesktop],
    [
      'sample',
      'Install a C++ compiler and Python 3 to run the real sample; a recording is replayed without.',
      lookAtSample,
    ],
    ['workspace', 'Choose another folder with --workspace, or mend its permissions.', () => lookAtFolder(folder)],
    ['disk', 'Free some space, or shorten the retention.', () => lookAtDisk(folder)],
    [
      'store',
      'Everything else in the store is readable. Keep the files named for help with them, or delete them to free space.',
      () => lookAtStore(folder),
    ],
  ];
  return Promise.all(
    checks.map(async ([name, hint, look]) => {
      const needed = !OPTIONAL.includes(name);
      try {
        return { name, needed, ok: true, detail: await look(), hint: '' };
      } catch (error) {
        return { name, needed, ok: false, detail: messageOf(error), hint };
      }
    }),
  );
}

async function lookAtNode(): Promise<string> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 18)) throw new Error(`Node ${process.versions.node} is too old.`);
  return `${process.versions.node} on ${process.platform} ${process.arch}`;
}

async function lookAtSqlite(): Promise<string> {
  const { loadSqlite } = await import('../../drivers/sqlite/sqlite-driver.ts');
  const { name, version } = await loadSqlite();
  return `SQLite ${version} by ${name === 'node' ? 'node:sqlite' : name}`;
}

async function lookAtZstd(): Promise<string> {
  const zlib = await import('node:zlib');
  if (!('zstdCompressSync' in zlib)) throw new Error('This Node has no zstd.');
  return 'by node:zlib';
}

async function lookAtDesktop(): Promise<string> {
  const desktop = await findDesktop(() => {});
  if (desktop.type === 'missing') throw new Error(desktop.reason);
  return desktop.executable;
}

async function lookAtSample(): Promise<string> {
  const { compilerVersion, python } = await findToolchain(process.env, AbortSignal.timeout(10_000));
  return `${compilerVersion.split('\n')[0]} and ${python}`;
}

async function lookAtFolder(folder: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await access(folder, constants.R_OK | constants.W_OK);
  const owner = await knock(folder);
  owner?.close();
  return owner === undefined ? folder : `${folder} (open in another process)`;
}

async function lookAtDisk(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const text = `${(free / 1024 ** 3).toFixed(1)} GiB free`;
  if (free < LOW_DISK_BYTES) throw new Error(`Only ${text}.`);
  return text;
}

async function lookAtStore(folder: string): Promise<string> {
  const { events, bytes, segments, fromMs, toMs, damaged, setAside } = await storeHealth(path.join(folder, 'store'));
  const day = (timeMs: number | undefined) => (timeMs === undefined ? '–' : new Date(timeMs).toISOString());
  const size = (count: number) => `${(count / 1024 ** 2).toFixed(1)} MiB`;
  const whole = `${events} events, ${size(bytes)} in ${segments} segments, ${day(fromMs)} to ${day(toMs)}`;
  const broken = [
    ...damaged.map(({ path: file, why }) => `${file} is damaged: ${why}`),
    ...setAside.map(({ path: file, bytes: count }) => `${file} was damaged and is set aside (${size(count)})`),
  ];
  if (broken.length > 0) throw new Error([whole, ...broken].join('\n  '));
  return `${whole}; every block was read`;
}
