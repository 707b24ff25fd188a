import { expect, it } from 'vitest';
import { joinPart } from './join-part.ts';

it.each([
  ['1.9\u2009M', '3.1\u2009M', '1.9 of 3.1\u2009M'],
  ['900\u2009kB', '1.9\u2009GB', '900\u2009kB of 1.9\u2009GB'],
  ['14', '20', '14 of 20'],
])('%s of %s', (part, whole, words) => {
  expect(joinPart(part, whole)).toBe(words);
});
