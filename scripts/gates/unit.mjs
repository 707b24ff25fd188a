import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { at, cache } from '../launch/places.mjs';
import { runTool } from './tool.mjs';

const DATA =
  'MIEN_DATA is not set: tests on real captures did not run. Set it to a folder that holds sessions/captures.';

/** Runs the tests beside the code; each counts. */
export async function run(filters) {
  const report = join(cache, 'unit.json');
  mkdirSync(cache, { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool('vitest/vitest.mjs', ['run', ...reporters, ...filters], { show: true });
  return count(JSON.parse(readFileSync(report, 'utf8')), code);
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
  return {
    passed,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: numPendingTests + (numTodoTests ?? 0),
    output: [...skipped, ...(skipped.length > 0 && !process.env.MIEN_DATA ? [DATA] : [])].join('\n'),
  };
}
