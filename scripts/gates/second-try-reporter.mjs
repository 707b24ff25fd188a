import { appendFileSync } from 'node:fs';

/** Writes the name of each test that passed at its second try only, a line each: such a test is told, not hidden. */
export default class SecondTryReporter {
  onTestCaseResult(test) {
    const path = process.env.MIEN_SECOND_TRIES;
    if (path !== undefined && test.diagnostic()?.flaky === true) {
      appendFileSync(path, `${test.module.relativeModuleId} > ${test.fullName}\n`);
    }
  }
}
