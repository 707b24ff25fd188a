import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogueSchema } from '../../personas/catalogue.ts';
import { readYaml } from '../read-yaml.ts';
import { ALL_SIGNALS } from '../signals/all-signals.ts';
import { thresholdsSchema } from '../thresholds.ts';
import { readJudgeSettings } from './read-settings.ts';

const resources = fileURLToPath(new URL('../../../resources', import.meta.url));
const thresholds = readFileSync(`${resources}/thresholds.yaml`, 'utf8');

test('the shipped settings read without a problem', () => {
  expect(readJudgeSettings(resources, [])).toMatchObject({ ok: true });
});

test('every threshold has its reason beside it or above its section', () => {
  const lines = thresholds.split('\n');
  const bare = lines.filter(
    (line, index) =>
      /^ {2}\w+: [\d.]/.test(line) &&
      !line.includes('#') &&
      !/^(?: {2})?#/.test(lines[index - 1] ?? '') &&
      !/^\w+:/.test(lines[index - 1] ?? ''),
  );
  // Upper ends of a scale and weights of one kind explain themselves by the line before.
  expect(bare.length).toBeLessThan(60);
  expect(lines.filter((line) => line.includes('#')).length).toBeGreaterThan(100);
});

test('spans and sizes are read in microseconds and bytes', () => {
  const reading = readYaml(thresholds, thresholdsSchema);
  if (!reading.ok) throw new Error('unreadable');
  expect(reading.value.beacon.minPeriod).toBe(1e6);
  expect(reading.value.upload.minBytes).toBe(20e6);
});

test.each([
  ['a number that is none', '  minCalls: 6', '  minCalls: six', 'beacon.minCalls'],
  ['a span without a unit', '  minPeriod: 1 s # below', '  minPeriod: 1 # below', 'beacon.minPeriod'],
  ['a share above 1', '  minShare: 0.60 # of all ports', '  minShare: 60 # of all ports', 'portScan.minShare'],
  ['a name nobody knows', '  manyCalls: 60', '  mayCalls: 60', 'beacon'],
])('%s is told with its line', (_name, right, wrong, where) => {
  const line = thresholds.slice(0, thresholds.indexOf(right)).split('\n').length;
  const reading = readYaml(thresholds.replace(right, wrong), thresholdsSchema);
  expect(reading.ok).toBe(false);
  if (reading.ok) return;
  expect(reading.problems.some((problem) => problem.message.startsWith(where))).toBe(true);
  if (where !== 'beacon') expect(reading.problems[0]?.line).toBe(line);
});

test('a mistake of syntax is told with its line', () => {
  expect(readYaml('a: 1\nb: [1, 2\nc: 3\n', thresholdsSchema)).toMatchObject({ ok: false });
  const reading = readYaml('bands: { elevated: 0.4\n  x', thresholdsSchema);
  expect(reading.ok ? [] : reading.problems.map(({ line }) => line > 0)).not.toContain(false);
});

test('no text makes the reader throw', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (text) => {
      readYaml(text, thresholdsSchema);
      readYaml(text, catalogueSchema);
    }),
  );
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 9 }, (_, index) => `${String.fromCharCode(98 + index)}: &${String.fromCharCode(98 + index)} [${`*${String.fromCharCode(97 + index)},`.repeat(9)}]`).join('\n')}`;
  expect(readYaml(bomb, thresholdsSchema).ok).toBe(false);
});

test('a missing file is told by name', () => {
  const result = readJudgeSettings('/nowhere', []);
  expect(result.ok ? [] : result.problems.map(({ file }) => file)).toEqual([
    'thresholds.yaml',
    'personas.yaml',
    'attack.yaml',
    'attack-vectors.yaml',
  ]);
});

test('signals have names of their own', () => {
  expect(new Set(ALL_SIGNALS.map(({ name }) => name)).size).toBe(ALL_SIGNALS.length);
});
