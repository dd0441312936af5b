import { expect, inject, test } from 'vitest';
import { ClusterFire } from '../kit/fire/cluster-fire.ts';
import type { Fault } from '../kit/fire/fire-plan.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

/** One of each kind, several at a time. ZooKeeper and Elasticsearch are shared with other tests: only links to them fail. */
const ROUNDS: Fault[][] = [
  [
    { link: 'agent-kafka', fault: 'cut' },
    { link: 'indexer-elasticsearch', fault: 'mute' },
    { link: 'agent-zookeeper', fault: 'half-open' },
  ],
  [{ kill: 'agent' }, { link: 'indexer-kafka', fault: 'refuse' }],
  [{ kill: 'broker' }, { link: 'agent-zookeeper', fault: 'cut' }],
  [{ kill: 'indexer' }, { link: 'tail-kafka', fault: 'trickle' }, { link: 'agent-kafka', fault: 'mute' }],
];

// The long run is `npm run torture -- kafka --faults 500 --kills 50 --restarts 10`.
test('files to Kafka to readers and Elasticsearch: nothing lost, in order, healed by itself', {
  timeout: 600_000,
}, async () => {
  const { zookeeper, elasticsearch } = inject('servers');
  const fire = await ClusterFire.open(temporaryFolder(), 1, { zookeeper, elasticsearch });
  try {
    for (const faults of ROUNDS) await fire.round(faults);
    expect(await fire.stored()).toEqual({ storedLost: 0, storedTwice: 0 });
  } finally {
    await fire.close();
  }
  const verdict = fire.verdict();
  expect(verdict.lines).toBeGreaterThan(500);
  expect(verdict).toMatchObject({
    lost: 0,
    outOfOrder: 0,
    repeatsWithoutKill: 0,
    readersOff: 0,
    stuck: 0,
    endedAlone: 0,
  });
});
