import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PersonaShare } from '../../shared/contract/subject.ts';
import { foldPersonas, tellPersonas } from './persona-segments.ts';

const share = (label: string, probability: number): PersonaShare => ({
  label,
  family: 'web',
  hostile: false,
  probability,
});

describe('persona bar', () => {
  it('orders by probability and folds what is under 4 %', () => {
    expect(
      foldPersonas([share('a', 0.03), share('b', 0.5), share('c', 0.02), share('d', 0.45)]).map((part) => [
        part.label,
        Number(part.probability.toFixed(2)),
      ]),
    ).toEqual([
      ['b', 0.5],
      ['d', 0.45],
      ['other', 0.05],
    ]);
  });
  it('keeps the sum', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (weights) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          const shares = weights.map((weight, index) => share(String(index), weight / sum));
          expect(foldPersonas(shares).reduce((a, part) => a + part.probability, 0)).toBeCloseTo(1, 9);
        },
      ),
    );
  });
  it('writes the second label from 0.12 on', () => {
    expect(tellPersonas([share('a', 0.88), share('b', 0.12)])[1]?.label).toBe('b');
    expect(tellPersonas([share('a', 0.89), share('b', 0.11)])[1]).toBeUndefined();
    expect(tellPersonas([])[0]).toBeUndefined();
  });
});
