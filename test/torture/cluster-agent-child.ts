// The agent of a torture run: rules from ZooKeeper, records to Kafka, both over links that fail. Settings as JSON in its
// one argument.
import { type RunAgentOptions, runAgent } from '../../src/host/agents/run-agent.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as Omit<RunAgentOptions, 'sink' | 'once' | 'labels' | 'signal'>;
const running = runAgent({ ...settings, sink: 'kafka', labels: {}, once: false, signal: new AbortController().signal });
process.send?.('ready');
// Whoever started this is gone.
process.once('disconnect', () => process.exit());
await running;
