import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNewDraft, keyOfDraft, placeOfDraft } from './draft-key.ts';

it('the key of a saved policy is its name', () => {
  expect(keyOfDraft('web-tier', { template: 'x' })).toBe('web-tier');
  expect(placeOfDraft('web-tier')).toEqual({ name: 'web-tier', search: {} });
  expect([isNewDraft('web-tier'), isNewDraft(keyOfDraft('~new', {}))]).toEqual([false, true]);
});

it('a new draft is found again by what it was begun from', () => {
  const word = fc.option(fc.string({ unit: 'grapheme', maxLength: 30 }), { nil: undefined });
  fc.assert(
    fc.property(word, word, word, (template, traffic, cut) => {
      const search = Object.fromEntries(
        Object.entries({ template, traffic, cut }).filter(([, value]) => value !== undefined),
      );
      expect(placeOfDraft(keyOfDraft('~new', search))).toEqual({ name: '~new', search });
    }),
  );
});
