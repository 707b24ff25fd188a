import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../launch/places.mjs';
import { runTool } from './tool.mjs';

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
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests + (numTodoTests ?? 0) };
}
