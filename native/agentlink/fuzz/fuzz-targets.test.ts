import { expect, test } from 'vitest';
import { fuzzTarget } from '../../packets/fuzz/fuzz-parser.ts';
import { AgentReader } from '../agent-reader.ts';
import { agentFuzzTargets } from './fuzz-targets.ts';

/** Inputs for each target here; `npm run fuzz` gives more. */
const COUNT = Number(process.env['FUZZ_COUNT'] ?? 5000);

test.each(agentFuzzTargets)('$name bear whatever they are given', ({ name, run, seeds }) => {
  const corpus = seeds().map((seed) => Buffer.from(seed));
  const report = fuzzTarget(name, () => ({ name, seeds: corpus, run }), COUNT, 20_261_127);
  expect(report.failures).toEqual([]);
  expect(report.slowestMilliseconds, report.slowestInput).toBeLessThan(1000);
});

test.each<[string, Buffer]>([
  ['beginnings', Buffer.alloc(4 << 20, 'MIEN')],
  // Each claims to be 64 KiB long.
  ['claims', Buffer.alloc(4 << 20, Buffer.from('4d49454e010100000000010000000000', 'hex'))],
  ['almost beginnings', Buffer.alloc(4 << 20, 'MIE')],
  ['nothing', Buffer.alloc(4 << 20)],
])('four MiB of %s, in pieces of 61 bytes, take time that grows with the bytes alone', (_what, bytes) => {
  const reader = new AgentReader({ message: () => {}, foreign: () => {} });
  const began = performance.now();
  for (let at = 0; at < bytes.length; at += 61) reader.push(bytes.subarray(at, at + 61));
  // It takes a tenth of a second. Where each piece moved or scanned all that waits, it took minutes.
  expect(performance.now() - began).toBeLessThan(5000);
  expect(reader.damage.garbageBytes + reader.waiting).toBe(bytes.length);
});
