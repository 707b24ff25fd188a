import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { at, cache } from '../launch/places.mjs';
import { findTestChromium } from '../launch/system.mjs';
import { runTool } from './tool.mjs';

/** Drives the built console in a real Chromium; each test counts. */
export async function run(filters) {
  const chromium = findTestChromium();
  if (chromium === null) return { passed: 0, failed: 1, output: 'There is no Chromium to drive (see above).' };
  const report = join(cache, 'e2e.json');
  mkdirSync(cache, { recursive: true });
  rmSync(report, { force: true });
  // A filter that names no end-to-end file was meant for the unit tests.
  const files = readdirSync(at('e2e')).filter((name) => filters.some((filter) => name.includes(filter)));
  if (filters.length > 0 && files.length === 0) return { passed: 0, failed: 0, output: 'no file here matches' };
  const { code } = await runTool('@playwright/test/cli.js', ['test', '--reporter=list,json', ...files], {
    show: true,
    environment: { PLAYWRIGHT_CHROMIUM: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  const { stats, errors, suites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = stats.unexpected + errors.length;
  return {
    failures: suites.flatMap((suite) => listByOutcome(suite, 'unexpected')),
    secondTries: suites.flatMap((suite) => listByOutcome(suite, 'flaky')),
    passed: stats.expected + stats.flaky,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: stats.skipped,
    output: [...new Set(suites.flatMap(listSkipped))].join('\n'),
  };
}

/** Why tests were skipped, one line each. */
function listSkipped({ title, suites = [], specs = [] }) {
  const own = specs.flatMap(({ tests }) => tests.flatMap(({ annotations }) => annotations));
  const reasons = own
    .filter(({ type }) => type === 'skip')
    .map(({ description }) => `SKIPPED, ${title}: ${description}`);
  return [...reasons, ...suites.flatMap(listSkipped)];
}

/** Names of the tests that ended so, with where they stand. */
function listByOutcome({ suites = [], specs = [] }, outcome) {
  const own = specs
    .filter(({ tests }) => tests.some(({ status }) => status === outcome))
    .map(({ file, line, title }) => `e2e/${file}:${line} > ${title}`);
  return [...own, ...suites.flatMap((suite) => listByOutcome(suite, outcome))];
}
