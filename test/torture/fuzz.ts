// Inputs at random for everything that takes bytes from outside: `npm run torture -- fuzz --inputs 100000 [--seed N]
// [--only NAME]`. Prints inputs, the longest one's time on the processor and the failure of each surface; exits 1 when
// one failed.
import { parseArgs } from 'node:util';
import { fuzz, fuzzSurfaces } from '../kit/fuzz-surfaces.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const inputs = Number(values.inputs);
const seed = Number(values.seed);
let failed = 0;
for (const surface of fuzzSurfaces()) {
  if (values.only !== undefined && values.only !== surface.name) continue;
  const begin = process.cpuUsage();
  const failure = await fuzz(surface, inputs, seed);
  const { user, system } = process.cpuUsage(begin);
  if (failure !== undefined) failed++;
  console.log(
    JSON.stringify({
      surface: surface.name,
      inputs,
      seed,
      failed: failure ?? 0,
      longestMs: Math.round(surface.longestMs),
      cpuSeconds: Math.round((user + system) / 1e6),
    }),
  );
}
process.exit(failed === 0 ? 0 : 1);
