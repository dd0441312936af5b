import { batchOf, testSource } from '../kit/event-batches.ts';
import { DRIVERS, embeddedUnderTest } from './embedded-under-test.ts';
import { testQueryCorpus } from './query-corpus.suite.ts';

for (const driver of DRIVERS) {
  testQueryCorpus(`embedded on ${driver}`, async (events) => {
    const subject = await embeddedUnderTest(driver)();
    // Of several sources: known by their ids, as an import's events are.
    await subject.sink.append(batchOf({ ...testSource('shop'), key: '' }, events));
    await subject.settled();
    return { store: subject.workspace.store, close: () => subject.close() };
  });
}
