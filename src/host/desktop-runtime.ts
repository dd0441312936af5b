import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export type Desktop =
  | { type: 'found'; executable: string; args: string[] }
  /** One sentence for the user. */
  | { type: 'missing'; reason: string; hasDisplay: boolean };

/** Looks for a display and an Electron runtime: `ELECTRON_OVERRIDE_DIST_PATH`, else the electron package's own. */
export async function findDesktop(): Promise<Desktop> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDisplay = process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY);
  if (!hasDisplay)
    return { type: 'missing', reason: 'No display is here (DISPLAY and WAYLAND_DISPLAY are empty).', hasDisplay };
  const executable = electronExecutable();
  if (executable === undefined) return { type: 'missing', reason: 'No Electron runtime is here.', hasDisplay };
  const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
  // Chromium refuses to run its sandbox as root.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { type: 'found', executable, args: [root, ...asRoot] };
}

function electronExecutable(): string | undefined {
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  const name =
    process.platform === 'win32'
      ? 'electron.exe'
      : process.platform === 'darwin'
        ? 'Electron.app/Contents/MacOS/Electron'
        : 'electron';
  if (override !== undefined) return existing(path.join(override, name));
  try {
    const manifest = createRequire(import.meta.url).resolve('electron/package.json');
    const folder = path.dirname(manifest);
    const file = path.join(folder, 'path.txt');
    return existing(path.join(folder, 'dist', existsSync(file) ? readFileSync(file, 'utf8').trim() : name));
  } catch {
    // The package is not installed (a production install): the browser serves.
    return undefined;
  }
}

function existing(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}
