import { expect, test } from 'vitest';
import { uuidOf } from '../hosts/vm-facts.test-support.ts';
import { spreadOf } from './spread-of.ts';

test('a fleet of a thousand is spread over sixty seconds, no second taking three times its share', () => {
  const seconds = new Uint16Array(60);
  for (let vm = 1; vm <= 1000; vm++) {
    const second = Math.floor(spreadOf(uuidOf(vm)) * 60);
    seconds[second] = (seconds[second] ?? 0) + 1;
  }
  expect(seconds.reduce((sum, count) => sum + count, 0)).toBe(1000);
  expect(Math.max(...seconds)).toBeLessThan((3 * 1000) / 60);
});

test('a VM keeps its place', () => {
  expect(spreadOf(uuidOf(7))).toBe(spreadOf(uuidOf(7)));
  expect(spreadOf('')).toBeGreaterThanOrEqual(0);
});
