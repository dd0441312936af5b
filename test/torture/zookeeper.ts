// Sessions that end, a server that freezes, links that go silent: `npm run torture -- zookeeper [--expiries 200]
// [--agents 10] [--frozen 30]`. Rules change meanwhile. Prints how long presence was away, how fast silence was noticed
// against the session's time-out, ghosts and stale rules. Exits 1 when a figure does not hold.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { spreadOf } from '../kit/figures.ts';
import { ZooKeeperRounds } from '../kit/zookeeper-rounds.ts';

const { values } = parseArgs({
  options: {
    expiries: { type: 'string', default: '200' },
    agents: { type: 'string', default: '10' },
    frozen: { type: 'string', default: '30' },
    'half-open': { type: 'string', default: '10' },
  },
});
const BACK_P99_MS = 3_000;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'crosstail-torture-'));
const rounds = await ZooKeeperRounds.open(folder, Number(values.agents));
const tell = (figures: object) => process.stdout.write(`${JSON.stringify(figures)}\n`);
const backMs: number[] = [];
const noticedMs: number[] = [];
try {
  for (let i = 0; i < Number(values.expiries); i++) backMs.push(await rounds.expire(i));
  tell({ figure: 'presence back after a forced expiry (ms)', ...spreadOf(backMs) });
  const kinds = ['frozen', ...new Array<'half-open'>(Number(values['half-open'])).fill('half-open')] as const;
  for (const kind of kinds) {
    const forMs = kind === 'frozen' ? Number(values.frozen) * 1_000 : 2 * rounds.sessionMs;
    const figures = await rounds.silence(kind, forMs);
    noticedMs.push(figures.noticedMs);
    tell({ figure: kind, forMs, sessionMs: rounds.sessionMs, ...figures });
  }
} finally {
  await rounds.close();
}
const { ghosts, stale, sessionMs } = rounds;
tell({ ghosts, stale });
fs.rmSync(folder, { recursive: true, force: true });
const isGood =
  ghosts + stale === 0 && spreadOf(backMs).p99 <= BACK_P99_MS && noticedMs.every((each) => each <= sessionMs * 1.1);
process.exit(isGood ? 0 : 1);
