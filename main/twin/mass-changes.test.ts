import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentEvent } from '../telemetry/agent-report.ts';
import { MassChanges } from './mass-changes.ts';

const SECOND = 1e6;
const summary = (second: number, deleted: number, service = 'sh', pathClass = 'srv'): AgentEvent => ({
  time: 1.8e15 + second * SECOND,
  uid: 0,
  thread: { pid: 7, tid: 7, start: 1, name: 'sh', service, container: '' },
  detail: { kind: 'write', pathClass, bytes: 8192 * deleted, files: deleted, renamed: 0, deleted },
});
const deletedOf = ({ detail }: AgentEvent): number => (detail.kind === 'write' ? detail.deleted : -1);

it('a few files each second add up to many', () => {
  const changes = new MassChanges(20);
  const told = [0, 1, 2, 3, 4, 5].map((second) => deletedOf(changes.take(summary(second, 6))));
  // The fourth second makes 24; then it begins anew.
  expect(told).toEqual([6, 6, 6, 24, 6, 6]);
});

it('what takes long is not summed up, nor what others do elsewhere', () => {
  const changes = new MassChanges(20);
  expect([0, 11, 22, 33].map((second) => deletedOf(changes.take(summary(second, 8))))).toEqual([8, 8, 8, 8]);
  const apart = new MassChanges(20);
  expect(deletedOf(apart.take(summary(0, 15, 'a')))).toBe(15);
  expect(deletedOf(apart.take(summary(0, 15, 'b')))).toBe(15);
  expect(deletedOf(apart.take(summary(0, 15, 'a', 'tmp')))).toBe(15);
});

it('tells of each change once: sums that were told are not told again', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 60 }), (changes) => {
      const sums = new MassChanges(20);
      let left = 0;
      for (const [second, deleted] of changes.entries()) {
        const told = deletedOf(sums.take(summary(second * 0.1, deleted)));
        left += deleted;
        if (left >= 20 && deleted > 0) {
          expect(told).toBe(left);
          left = 0;
        } else expect(told).toBe(deleted);
      }
    }),
  );
});
