// Names the tests that passed only at their second try, so that a retry never hides an unsteady test.
import { writeFileSync } from 'node:fs';

export default class RetriedTestsReporter {
  #names = [];

  onTestCaseResult(testCase) {
    if (testCase.result().state === 'passed' && testCase.diagnostic()?.flaky === true) {
      this.#names.push(`${testCase.module.relativeModuleId} > ${testCase.fullName}`);
    }
  }

  onTestRunEnd() {
    writeFileSync(process.env.CROSSTAIL_RETRIED_TESTS, JSON.stringify(this.#names));
  }
}
