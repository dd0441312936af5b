// What people use on a file of logs without a store, asked the same of the same lines: ripgrep and lnav. What is not
// installed is named, and how it is had; nothing is installed here.
import { spawnSync } from 'node:child_process';

const RUNS = 5;

/** Prints the peers' figures; wall times, the file is in memory by then as the store's are. */
export function runStorePeers(file: string, rareWord: string, commonWord: string, rarePart: string): void {
  const ask = (program: string, name: string, args: string[]) => {
    const took: number[] = [];
    for (let i = 0; i < RUNS; i++) {
      const startMs = performance.now();
      const { error } = spawnSync(program, args, { maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'ignore'] });
      if (error !== undefined) {
        console.log(`${program}: not installed (apt-get install ${program === 'rg' ? 'ripgrep' : program})`);
        return false;
      }
      took.push(performance.now() - startMs);
    }
    took.sort((a, b) => a - b);
    console.log(`${`${program}: ${name}`.padEnd(42)} p50 ${took[RUNS >> 1]!.toFixed(1).padStart(8)} ms`);
    return true;
  };
  if (ask('rg', 'rare term', [rareWord, file])) {
    ask('rg', 'common term, counted', ['-c', commonWord, file]);
    ask('rg', 'substring, all', [rarePart, file]);
    ask('rg', 'regex, counted', ['-c', 'items=3\\d\\b', file]);
  }
  const filter = [`:filter-in ${rareWord}`, ':write-raw-to /dev/null'];
  ask('lnav', 'open and filter the file', ['-n', '-N', ...filter.flatMap((command) => ['-c', command]), file]);
}
