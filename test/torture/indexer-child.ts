// The indexer of a torture run, with shorter patience than by default: settings as JSON in its one argument.
import { type RunIndexerOptions, runIndexer } from '../../src/host/workspaces/run-indexer.ts';

const settings = JSON.parse(process.argv[2] ?? '{}') as Omit<RunIndexerOptions, 'once' | 'signal'>;
const running = runIndexer({ ...settings, once: false, signal: new AbortController().signal });
process.send?.('ready');
// Whoever started this is gone.
process.once('disconnect', () => process.exit());
await running;
