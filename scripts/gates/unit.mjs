import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { at, cache } from '../launch/places.mjs';
import { runTool } from './tool.mjs';

const DATA =
  'MIEN_DATA is not set: tests on real captures did not run. Set it to a folder that holds sessions/captures.';

/** Runs the tests beside the code; each counts. */
export async function run(filters) {
  const report = join(cache, 'unit.json');
  mkdirSync(cache, { recursive: true });
  rmSync(report, { force: true });
  const { code, secondTries } = await runVitest('unit', ['--reporter=default', ...filters]);
  return { ...count(JSON.parse(readFileSync(report, 'utf8')), code), secondTries };
}

/** Runs Vitest with a report beside its words; also tells which tests passed at their second try only. */
export async function runVitest(name, args) {
  const tries = join(cache, `${name}-second-tries`);
  rmSync(tries, { force: true });
  const reporters = ['--reporter=json', `--reporter=${at('scripts/gates/second-try-reporter.mjs')}`];
  const file = `--outputFile.json=${join(cache, `${name}.json`)}`;
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...args, ...reporters, file], {
    show: true,
    environment: { MIEN_SECOND_TRIES: tries },
  });
  const secondTries = existsSync(tries) ? readFileSync(tries, 'utf8').trim().split('\n') : [];
  return { code, secondTries };
}

/** Sums up a report; a file that could not even be loaded counts as one failed test. */
export function count({ numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults }, code) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = numFailedTests + broken.length;
  const skipped = testResults
    .filter(({ assertionResults }) =>
      assertionResults.some(({ status }) => status === 'pending' || status === 'skipped'),
    )
    .map(({ name }) => `SKIPPED, some tests of ${relative(at(), name)}`);
  const failures = testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(at(), name);
    if (status === 'failed' && assertionResults.length === 0) return [`${file}: ${firstLine(message)}`];
    return assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages }) => `${file} > ${fullName}: ${firstLine(failureMessages[0])}`);
  });
  return {
    failures,
    passed,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + (numTodoTests ?? 0),
    output: [...skipped, ...(skipped.length > 0 && !process.env.MIEN_DATA ? [DATA] : [])].join('\n'),
  };
}

const firstLine = (text = '') => stripVTControlCharacters(text).split('\n', 1)[0].slice(0, 300);
