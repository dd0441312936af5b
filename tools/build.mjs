// Builds everything into dist/: the Node programs with esbuild, the window with Vite.
// dist/cli, dist/main, dist/workers share chunks, so that each program starts with only what it needs.

import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);
const only = process.argv[2];
const target = 'node20.18';

async function buildPrograms() {
  const entries = {
    'cli/crosstail': 'src/cli/crosstail.ts',
    'main/main': 'main/main.ts',
    'workers/store-worker': 'src/workspace/embedded/threads/store-worker.ts',
    'workers/deflate-worker': 'src/bundle/zip/deflate-worker.ts',
  };
  for (const [name, file] of Object.entries(entries)) if (!existsSync(file)) delete entries[name];
  await build({
    entryPoints: entries,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    target,
    sourcemap: 'linked',
    // Native or lazily chosen packages are loaded from node_modules; the rest is bundled for a quick start.
    external: ['electron', 'libsql'],
    chunkNames: 'chunks/[name]-[hash]',
    // Bundled CommonJS packages ask for `require`.
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  if (existsSync('main/preload/preload.ts')) {
    // A sandboxed preload must be CommonJS.
    await build({
      entryPoints: ['main/preload/preload.ts'],
      outfile: 'dist/main/preload.cjs',
      bundle: true,
      platform: 'browser',
      format: 'cjs',
      target: 'chrome130',
      external: ['electron'],
      logLevel: 'warning',
    });
  }
  if (existsSync('dist/cli/crosstail.js')) chmodSync('dist/cli/crosstail.js', 0o755);
}

function buildWindow() {
  if (!existsSync('vite.config.ts')) return Promise.resolve();
  const vite = path.join('node_modules', 'vite', 'bin', 'vite.js');
  return new Promise((resolve, reject) => {
    const child = spawn(nodeForVite(), [vite, 'build', '--logLevel', 'warn'], { stdio: 'inherit' });
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build ended with ${code}`))));
  });
}

/** Vite 8 needs a newer Node than the oldest one that can install us: the one the repository brings. */
function nodeForVite() {
  const own = path.join('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(own) ? own : process.execPath;
}

if (only === undefined) rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });
writeFileSync('dist/package.json', '{ "type": "module" }\n');
const jobs =
  only === 'programs' ? [buildPrograms()] : only === 'window' ? [buildWindow()] : [buildPrograms(), buildWindow()];
await Promise.all(jobs);
