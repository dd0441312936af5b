// Some of the agents of the push bench: their ZooKeeper sides in one process. Tells its parent in lines of JSON which
// agent had which revision in force when (epoch ms).
import type { ZooKeeperSettings } from '../../src/drivers/zookeeper/zookeeper-settings.ts';
import { AgentSide } from '../kit/agent-side.ts';

interface Settings {
  zookeeper: ZooKeeperSettings;
  first: number;
  count: number;
}

const TELL_MS = 50;

const { zookeeper, first, count } = JSON.parse(process.argv[2] ?? '{}') as Settings;
let applied: [agent: number, revision: number, atMs: number][] = [];
for (let agent = first; agent < first + count; agent++) {
  new AgentSide(`host-${agent}`, zookeeper, (revision) =>
    applied.push([agent, revision, performance.timeOrigin + performance.now()]),
  );
}
setInterval(() => {
  if (applied.length > 0) process.stdout.write(`${JSON.stringify(applied)}\n`);
  applied = [];
}, TELL_MS);
// Whoever started this is done, or gone.
process.stdin.on('end', () => process.exit()).resume();
