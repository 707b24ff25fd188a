import fc from 'fast-check';
import { expect, it } from 'vitest';
import { makeAlert } from '../../data/make-row.test-support.ts';
import { foldSteps } from './fold-steps.ts';

it('tells short stories alert by alert', () => {
  const alerts = ['a', 'b', 'c'].map((id) => makeAlert({ id }));
  expect(foldSteps(alerts).map(({ number, lead }) => [number, lead.id])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ]);
});

it('loses no alert, keeps their order, and tells runs as one in long ones', () => {
  const kinds = fc.array(fc.tuple(fc.constantFrom('scan', 'beacon'), fc.constantFrom('a', 'b')), {
    minLength: 17,
    maxLength: 80,
  });
  fc.assert(
    fc.property(kinds, (drawn) => {
      const alerts = drawn.map(([type, subject], at) => makeAlert({ id: `${at}`, type, subject }));
      const steps = foldSteps(alerts);
      expect(steps.flatMap(({ lead, more }) => [lead, ...more])).toEqual(alerts);
      expect(steps.map(({ number }) => number)).toEqual(steps.map((_, at) => at + 1));
      for (const [at, { lead }] of steps.entries()) {
        const before = steps[at - 1]?.lead;
        expect(before?.type === lead.type && before.subject === lead.subject).toBe(false);
      }
    }),
  );
});
