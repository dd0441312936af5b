import { expect, test } from 'vitest';
import { temporaryFolder } from '../kit/temporary-folder.ts';
import { ZooKeeperRounds } from '../kit/zookeeper-rounds.ts';

// The long run, which also measures, is `npm run torture -- zookeeper`.
test('sessions that end, a frozen server, half-open links: noticed and healed, nobody shown twice, rules up to date', {
  timeout: 600_000,
}, async () => {
  const rounds = await ZooKeeperRounds.open(temporaryFolder(), 3);
  try {
    for (let i = 0; i < 3; i++) await rounds.expire(i);
    for (const kind of ['frozen', 'half-open'] as const) await rounds.silence(kind, 0);
  } finally {
    await rounds.close();
  }
  expect(rounds).toMatchObject({ unnoticed: 0, ghosts: 0, stale: 0 });
});
