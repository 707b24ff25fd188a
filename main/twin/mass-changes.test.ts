import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AgentEvent } from '../telemetry/agent-report.ts';
import { MassChanges } from './mass-changes.ts';

const SECOND = 1e6;
const summary = (second: number, count: number, service = 'sh', pathClass = 'srv'): AgentEvent => ({
  time: 1.8e15 + second * SECOND,
  uid: 0,
  thread: { pid: 7, tid: 7, start: 1, name: 'sh', service, container: '' },
  detail: { kind: 'write', pathClass, bytes: 8192 * count, files: count, renamed: 0, deleted: count },
});
const deleted = (count: number): AgentEvent['detail'] => ({
  kind: 'write',
  pathClass: 'srv',
  bytes: 0,
  files: 0,
  renamed: 0,
  deleted: count,
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

it('what others of the service write counts as well, as long as it is of the last seconds', () => {
  const changes = new MassChanges(20);
  const written = (second: number, files: number): AgentEvent => {
    const event = summary(second, 0);
    return event.detail.kind === 'write' ? { ...event, detail: { ...event.detail, files, bytes: 100 * files } } : event;
  };
  expect(changes.take(written(0, 50))).toEqual(written(0, 50));
  for (let second = 50; second < 56; second++) {
    expect(changes.take(written(second, 4))).toEqual(written(second, 4));
    const told = changes.take({ ...summary(second, 0), detail: deleted(4) });
    if (second < 54) expect(told.detail).toEqual(deleted(4));
    else if (second === 54) expect(told.detail).toEqual({ ...deleted(20), files: 20, bytes: 2000 });
  }
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
