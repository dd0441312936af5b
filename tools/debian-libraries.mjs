// What a browser and Electron need of the system to run the end-to-end tests: shared libraries, a virtual display,
// fonts (Chinese ones too, for the screenshots). Put in place by apt where that may be done; named otherwise.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Debian's package names by the library or program they bring; later ones are what newer releases call them. */
const BY_LIBRARY = {
  'libgtk-3.so.0': ['libgtk-3-0t64', 'libgtk-3-0'],
  'libnss3.so': ['libnss3'],
  'libasound.so.2': ['libasound2t64', 'libasound2'],
  'libgbm.so.1': ['libgbm1'],
  'libatk-bridge-2.0.so.0': ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0'],
  'libcups.so.2': ['libcups2t64', 'libcups2'],
  'libdrm.so.2': ['libdrm2'],
  'libxkbcommon.so.0': ['libxkbcommon0'],
  'libXcomposite.so.1': ['libxcomposite1'],
  'libXdamage.so.1': ['libxdamage1'],
  'libXrandr.so.2': ['libxrandr2'],
  'libXss.so.1': ['libxss1'],
  'libXtst.so.6': ['libxtst6'],
  'libnotify.so.4': ['libnotify4'],
  'libsecret-1.so.0': ['libsecret-1-0'],
};
const BY_PROGRAM = { Xvfb: ['xvfb'], xauth: ['xauth'] };
const BY_FILE = {
  '/usr/share/fonts/truetype/dejavu': ['fonts-dejavu-core'],
  '/usr/share/fonts/opentype/noto': ['fonts-noto-cjk'],
};

/** Full path of a program on the PATH, or undefined. */
export function whichProgram(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, name);
    if (folder !== '' && existsSync(file)) return file;
  }
  return undefined;
}

function missingPackages() {
  const known = spawnSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' }).stdout ?? '';
  return [
    ...Object.entries(BY_LIBRARY).filter(([library]) => !known.includes(library)),
    ...Object.entries(BY_PROGRAM).filter(([program]) => whichProgram(program) === undefined),
    ...Object.entries(BY_FILE).filter(([file]) => !existsSync(file)),
  ].map(([, packages]) => packages);
}

/** True when apt may be used here without asking anybody. */
export function canInstall() {
  return process.platform === 'linux' && process.getuid?.() === 0 && whichProgram('apt-get') !== undefined;
}

function apt(args) {
  // Another apt may be running on the machine: wait for it instead of failing.
  const result = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 600_000,
  });
  return result.status === 0;
}

/** Installs packages, each given as its possible names; false when apt would not. */
export function installPackages(wanted) {
  if (!apt(['update'])) console.error('apt-get update did not succeed; trying with the lists that are there.');
  const names = wanted.map((names) => names.find((name) => isKnown(name)) ?? names.at(-1));
  return apt(['install', '-y', '--no-install-recommends', ...names]);
}

function isKnown(name) {
  return /Candidate: (?!\(none\))/.test(spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? '');
}

/** Puts missing libraries in place; throws with the command to run where it may not. */
export function ensureDebianLibraries(alsoWanted = []) {
  if (process.platform !== 'linux') return;
  const missing = [...missingPackages(), ...alsoWanted];
  if (missing.length === 0) return;
  if (canInstall() && installPackages(missing) && missingPackages().length === 0) return;
  const names = missing.map((names) => names.at(-1)).join(' ');
  throw new Error(`The window's tests need system packages that are not there. Run:  sudo apt-get install -y ${names}`);
}
