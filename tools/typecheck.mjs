// Compiles each layer against only the libraries it may use. Two at a time: the machines have two cores.
import { spawn } from 'node:child_process';
import path from 'node:path';

const layers = ['pure', 'node', 'renderer', 'test'];
const tsc = path.join('node_modules', 'typescript', 'bin', 'tsc');

function check(layer) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tsc, '-p', `tsconfig.${layer}.json`], { stdio: 'inherit' });
    child.on('exit', (code) => resolve(code === 0));
  });
}

const queue = [...layers];
let failed = false;
await Promise.all(
  [1, 2].map(async () => {
    for (let layer = queue.shift(); layer; layer = queue.shift()) {
      if (!(await check(layer))) {
        console.error(`typecheck: layer "${layer}" has errors (tsconfig.${layer}.json)`);
        failed = true;
      }
    }
  }),
);
process.exit(failed ? 1 : 0);
