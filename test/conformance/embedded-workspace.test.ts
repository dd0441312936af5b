import { testAgentDirectory } from './agent-directory.suite.ts';
import { DRIVERS, embeddedUnderTest } from './embedded-under-test.ts';
import { testEventSink } from './event-sink.suite.ts';
import { testLiveTail } from './live-tail.suite.ts';
import { testRuleStore } from './rule-store.suite.ts';

for (const driver of DRIVERS) {
  testEventSink(`embedded on ${driver}`, embeddedUnderTest(driver));
  testLiveTail(`embedded on ${driver}`, embeddedUnderTest(driver));
}
testRuleStore('embedded', embeddedUnderTest('node'));
testAgentDirectory('embedded', embeddedUnderTest('node'));
