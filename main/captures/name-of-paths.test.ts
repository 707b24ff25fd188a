import { expect, test } from 'vitest';
import { nameOfPaths } from './name-of-paths.ts';

test.each([
  [['/data/night/'], 'night'],
  [['/data/a.pcap'], 'a.pcap'],
  [['C:\\data\\a.pcap', 'b.pcap', 'c.pcap'], 'a.pcap and 2 more'],
  [[], ''],
])('%j is called %s', (paths, name) => {
  expect(nameOfPaths(paths)).toBe(name);
});
