// Start of a store thread: the one that writes, or one that answers questions.
import { parentPort, workerData } from 'node:worker_threads';
import { loadSqlite } from '../../../drivers/sqlite/sqlite-driver.ts';
import { StoreReader } from '../segments/store-reader.ts';
import { StoreWriter } from '../segments/store-writer.ts';
import { envelopeOf } from './error-envelope.ts';
import { ReaderThread } from './reader-thread.ts';
import type { FromThread, StoreThreadData, ToThread } from './worker-messages.ts';
import { WriterThread } from './writer-thread.ts';

async function start(port: NonNullable<typeof parentPort>, data: StoreThreadData): Promise<void> {
  const send = (message: FromThread) => port.postMessage(message);
  try {
    const driver = await loadSqlite(data.driver);
    if (data.role === 'writer') {
      const writer = new StoreWriter(driver, data.folder);
      const thread = new WriterThread(writer, data.retention, send);
      port.on('message', (message: ToThread) => thread.take(message));
      send({ type: 'ready', lastSequence: writer.lastSequence });
    } else {
      const thread = new ReaderThread(new StoreReader(driver, data.folder), send);
      port.on('message', (message: ToThread) => thread.take(message));
      send({ type: 'ready', lastSequence: 0 });
    }
  } catch (error) {
    send({ type: 'failed', error: envelopeOf(error, `Opening the store in ${data.folder} failed`) });
  }
}

if (parentPort !== null) void start(parentPort, workerData as StoreThreadData);
