// npm run torture -- indexer [--records 1000000] [--kills 20] [--kafka HOST --elasticsearch URL]
// Bulks fail one in five, one record in a thousand can never be stored, indexers are killed: lost 0, twice 0, dead letters
// exactly the bad ones, committed never ahead. Without addresses it starts servers of its own.
import { parseArgs } from 'node:util';
import { runIndexerRounds } from '../kit/indexer-rounds.ts';
import { openServers } from '../kit/open-servers.ts';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    kills: { type: 'string', default: '10' },
    kafka: { type: 'string' },
    elasticsearch: { type: 'string' },
  },
});
const servers = await openServers(values);
try {
  const result = await runIndexerRounds({
    kafka: servers.kafka,
    elasticsearch: servers.elasticsearch,
    records: Number(values.records),
    badEvery: 1_000,
    failing: 0.2,
    indexers: 2,
    kills: Number(values.kills),
    say: (text) => console.error(text),
  });
  console.log(JSON.stringify(result, null, 1));
  const isGood = result.lost + result.twice + result.wrongDeadLetters + result.committedAhead === 0;
  process.exitCode = isGood ? 0 : 1;
} finally {
  await servers.close();
}
