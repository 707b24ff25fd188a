import { shapesAt } from './shapes-at.ts';
import { placeOf } from './text-place.ts';

const WORD = /[\w.-]/;

/** What the word at an offset means: a key, or a word of a choice. @returns null where nothing is known */
export function describeKey(
  text: string,
  offset: number,
): { from: number; to: number; title: string; text: string } | null {
  let from = offset;
  let to = offset;
  while (from > 0 && WORD.test(text[from - 1] ?? '')) from--;
  while (to < text.length && WORD.test(text[to] ?? '')) to++;
  const word = text.slice(from, to);
  if (word === '') return null;
  const place = placeOf(text, from);
  if (place === null) return null;
  for (const shape of shapesAt(place.path)) {
    if (shape.type === 'map' && Object.hasOwn(shape.keys, word)) {
      const key = shape.keys[word];
      if (key !== undefined) return { from, to, title: word, text: key.doc };
    }
    if (shape.type === 'choice' && Object.hasOwn(shape.words, word)) {
      const meaning = shape.words[word] ?? '';
      return meaning === '' ? null : { from, to, title: word, text: meaning };
    }
  }
  return null;
}
