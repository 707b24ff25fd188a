import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fleetSearchSchema, joinWords, readWords, rootSearchSchema, vmSearchSchema, windowOf } from './search.ts';

describe('state in the URL', () => {
  it('opens from any link: what makes no sense is dropped', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('session', 'from', 'to', 'sort', 'desc', 'tab', 'flow', 'risk'), fc.jsonValue()),
        (raw) => {
          for (const schema of [rootSearchSchema, fleetSearchSchema, vmSearchSchema]) {
            const once = schema.parse(raw);
            expect(schema.parse(once)).toEqual(once);
          }
        },
      ),
    );
    expect(vmSearchSchema.parse({ tab: 'nonsense', flow: '12', sort: 'bytesOut' })).toMatchObject({
      flow: 12,
      sort: 'bytesOut',
    });
  });
  it('is a window only with two ends in order', () => {
    expect(windowOf({ from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
    expect(windowOf({ from: 2, to: 2 })).toBeNull();
    expect(windowOf({ from: 2 })).toBeNull();
  });
  it('keeps the words of a facet, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), (words) => {
        expect(readWords(joinWords(words))).toEqual(words);
      }),
    );
    expect(joinWords([])).toBeUndefined();
    expect(readWords('%E0%A4%A,x')).toEqual(['%E0%A4%A', 'x']);
  });
});
