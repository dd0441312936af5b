import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type Desktop =
  | { type: 'found'; executable: string; args: string[] }
  /** One sentence for the user. */
  | { type: 'missing'; reason: string; hasDisplay: boolean };

/** A first download may be slow; one that stands still is given up. */
const DOWNLOAD_LIMIT_MS = 300_000;

/**
 * Looks for a display and an Electron runtime: `ELECTRON_OVERRIDE_DIST_PATH`, else the electron package's own, which it
 * fetches on first use. `note` is told when that takes place.
 */
export async function findDesktop(note: (text: string) => void): Promise<Desktop> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDisplay = process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (!hasDisplay) {
    return { type: 'missing', reason: 'No display is here (DISPLAY and WAYLAND_DISPLAY are empty).', hasDisplay };
  }
  const executable = await electronExecutable(note);
  if (executable === undefined) {
    return { type: 'missing', reason: 'No Electron runtime is here, and none could be downloaded.', hasDisplay };
  }
  const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
  // Chromium refuses to run its sandbox as root.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { type: 'found', executable, args: [root, ...asRoot] };
}

const EXECUTABLE =
  process.platform === 'win32'
    ? 'electron.exe'
    : process.platform === 'darwin'
      ? 'Electron.app/Contents/MacOS/Electron'
      : 'electron';

async function electronExecutable(note: (text: string) => void): Promise<string | undefined> {
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override !== undefined) return existing(path.join(override, EXECUTABLE));
  const folder = electronPackage();
  if (folder === undefined) return undefined;
  const executable = path.join(folder, 'dist', EXECUTABLE);
  if (!existsSync(executable)) {
    note('Downloading the Electron runtime (first start only)…');
    await download(path.join(folder, 'install.js'));
  }
  return existing(executable);
}

function electronPackage(): string | undefined {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    // The package is not installed (a production install): the browser serves.
    return undefined;
  }
}

/** The package's own download; whether it worked is seen from the file it leaves. */
function download(script: string): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script], { stdio: 'ignore', timeout: DOWNLOAD_LIMIT_MS });
    child.on('error', () => resolve());
    child.on('exit', () => resolve());
  });
}

function existing(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}
