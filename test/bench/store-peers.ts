// What people use on files of logs without a store, asked the same of the same lines: ripgrep and lnav. Where this may
// be done they are put in place (Debian's packages); else what is not there is named.
import { spawnSync } from 'node:child_process';
import { canInstall, installPackages, whichProgram } from '../../tools/debian-libraries.mjs';
import { measure } from './store-figures.ts';

const PACKAGES = { rg: 'ripgrep', lnav: 'lnav' };

/** Prints the peers' figures; the files are in memory by then, as the store's are. */
export async function runStorePeers(
  files: readonly string[],
  rareWord: string,
  commonWord: string,
  rarePart: string,
): Promise<void> {
  if (await isThere('rg')) {
    await ask('rg', 'rare term', 5, [rareWord, ...files]);
    await ask('rg', 'common term, counted', 5, ['-c', commonWord, ...files]);
    await ask('rg', 'substring, all', 5, [rarePart, ...files]);
    await ask('rg', 'regex, counted', 5, ['-c', 'items=3\\d\\b', ...files]);
  }
  const filter = [`:filter-in ${rareWord}`, ':write-raw-to /dev/null'];
  if (await isThere('lnav'))
    await ask('lnav', 'open and filter', 1, ['-n', '-N', ...filter.flatMap((one) => ['-c', one]), ...files]);
}

async function isThere(program: keyof typeof PACKAGES): Promise<boolean> {
  const name = PACKAGES[program];
  if (whichProgram(program) === undefined && canInstall()) installPackages([[name]]);
  if (whichProgram(program) !== undefined) return true;
  console.log(`${program}: NOT MEASURED, it is not installed (apt-get install ${name})`);
  return false;
}

async function ask(program: string, name: string, times: number, args: string[]): Promise<void> {
  await measure(`${program}: ${name}`, times, {}, async () => {
    const { error, status } = spawnSync(program, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
    return error === undefined ? `exit ${status}` : `failed: ${error.message}`;
  });
}
