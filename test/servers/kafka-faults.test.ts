import { expect, test } from 'vitest';
import { KafkaFaultRounds } from '../kit/kafka-fault-rounds.ts';
import { temporaryFolder } from '../kit/temporary-folder.ts';

// The long run is `npm run torture -- kafka --rounds 500`.
test('agent to Kafka to readers: nothing lost, in order, healed by itself', { timeout: 600_000 }, async () => {
  const rounds = await KafkaFaultRounds.open(temporaryFolder(), 1);
  try {
    for (const fault of ['cut', 'agent-kill', 'broker-kill', 'refuse', 'mute'] as const) await rounds.round(fault);
  } finally {
    await rounds.close();
  }
  const verdict = rounds.verdict();
  expect(verdict.lines).toBeGreaterThan(500);
  expect(verdict).toMatchObject({ lost: 0, outOfOrder: 0, repeatsWithoutKill: 0, readersOff: 0, stuck: 0 });
});
