import { DRIVERS, embeddedUnderTest } from './embedded-under-test.ts';
import { testEventStore } from './event-store.suite.ts';

for (const driver of DRIVERS) testEventStore(`embedded on ${driver}`, embeddedUnderTest(driver));
