// Servers, programs and the links between them fail while numbered lines go from files through Kafka to two readers and
// to Elasticsearch, by rules from ZooKeeper: `npm run torture -- kafka --faults 500 --kills 50 --restarts 10 [--seed N]`.
// One to three faults at a time. Prints a line a round; then lines, lost, out of order, repeats, stuck, what Elasticsearch
// has, and the seed. Exits 1 when a line was lost, out of order, repeated without a killed agent, stored twice, or a round
// did not heal by itself.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ClusterFire } from '../kit/fire/cluster-fire.ts';
import { planFaults, textOf } from '../kit/fire/fire-plan.ts';

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '30' },
    kills: { type: 'string', default: '2' },
    restarts: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const seed = Number(values.seed);
const size = { faults: Number(values.faults), kills: Number(values.kills), restarts: Number(values.restarts) };
const plan = planFaults(size, seed);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-torture-'));
const fire = await ClusterFire.open(folder, seed);
const counts: Record<string, number> = {};
const tell = (figures: object) => process.stdout.write(`${JSON.stringify(figures)}\n`);
let stored = { storedLost: -1, storedTwice: -1 };
try {
  for (const [i, faults] of plan.entries()) {
    const names = faults.map(textOf);
    const healed = await fire.round(faults);
    for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
    tell({ round: `${i + 1}/${plan.length}`, faults: names.join(' + '), ...healed, ...fire.verdict() });
  }
  stored = await fire.stored();
} finally {
  await fire.close();
}
const verdict = { ...fire.verdict(), ...stored };
tell({ seed, ...size, faultsByKind: counts, ...verdict });
const { lost, outOfOrder, repeatsWithoutKill, readersOff, stuck, endedAlone, storedLost, storedTwice } = verdict;
const bad = [lost, outOfOrder, repeatsWithoutKill, readersOff, stuck, endedAlone, storedLost, storedTwice];
const isGood = bad.every((count) => count === 0);
if (isGood) fs.rmSync(folder, { recursive: true, force: true });
else tell({ folder });
process.exit(isGood ? 0 : 1);
