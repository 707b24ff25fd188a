import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nearestWord } from './nearest-word.ts';

test.each([
  ['out', ['inside', 'outside'], 'outside'],
  ['dney', ['allow', 'deny'], 'deny'],
  ['htps', ['ftp', 'https'], 'https'],
  ['segmentaton', ['segmentation', 'baseline'], 'segmentation'],
  ['xyz', ['allow', 'deny'], null],
  ['', ['allow'], null],
  ['a', ['allow'], null],
])('%s means %j → %s', (written, words, meant) => {
  expect(nearestWord(written, words)).toBe(meant);
});

test('a word that is there is found, however many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{2,12}$/), { minLength: 1 }), fc.nat(), (words, place) => {
      const word = words[place % words.length] ?? '';
      const found = nearestWord(word, words);
      expect(found === word || found?.startsWith(word)).toBe(true);
    }),
  );
});
