// Kills a writing process at random moments and looks whether an acknowledged event is missing, or one is there twice:
// node test/torture/store-crash.ts [--rounds 100]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { crashRounds } from '../kit/store-crash-rounds.ts';

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '100' } } });
  const directory = mkdtempSync(path.join(tmpdir(), 'crosstail-crash-'));
  const result = await crashRounds(directory, Number(values.rounds), (line) => console.log(line));
  console.log(
    `${result.rounds} kills, ${result.acknowledged} events acknowledged, lost ${result.lost}, doubled ${result.doubled}, files damaged ${result.damaged}`,
  );
  rmSync(directory, { recursive: true, force: true });
  process.exitCode = result.lost + result.doubled + result.damaged === 0 ? 0 : 1;
}
