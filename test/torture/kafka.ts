// Broker, agent and links fail while numbered lines go from files through Kafka to two readers:
// `npm run torture -- kafka --rounds 50`. Prints a line a round, then lines, lost, out of order, repeats, stuck and the
// seed. Exits 1 when a line was lost, out of order, repeated without a killed agent, or a round did not heal.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS, type Fault, KafkaFaultRounds } from '../kit/kafka-fault-rounds.ts';
import { seededRandom } from '../kit/log-lines.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '16' },
    only: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const random = seededRandom(Number(values.seed));
const wanted = FAULTS.filter((fault) => values.only === undefined || values.only === fault);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-torture-'));
const rounds = await KafkaFaultRounds.open(folder, Number(values.seed));
const counts: Partial<Record<Fault, number>> = {};
try {
  for (let i = 0; i < Number(values.rounds); i++) {
    // The first turn takes each fault once; after it they come as they come.
    const fault = i < wanted.length ? wanted[i]! : wanted[Math.floor(random() * wanted.length)]!;
    counts[fault] = (counts[fault] ?? 0) + 1;
    const startMs = performance.now();
    await rounds.round(fault);
    const seconds = Number(((performance.now() - startMs) / 1000).toFixed(1));
    process.stdout.write(`${JSON.stringify({ round: i + 1, fault, seconds, ...rounds.verdict() })}\n`);
  }
} finally {
  await rounds.close();
}
const verdict = rounds.verdict();
process.stdout.write(`${JSON.stringify({ faults: counts, seed: Number(values.seed), ...verdict })}\n`);
fs.rmSync(folder, { recursive: true, force: true });
const { lost, outOfOrder, repeatsWithoutKill, readersOff, stuck } = verdict;
process.exit(lost + outOfOrder + repeatsWithoutKill + readersOff + stuck === 0 ? 0 : 1);
