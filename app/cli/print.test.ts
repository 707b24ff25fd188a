import { expect, test } from 'vitest';
import { toPlainText } from './print.ts';

test.each([
  ['plain name', 'plain name'],
  ['\u001B[2Jcleared', '␛[2Jcleared'],
  ['a\r\nb\tc', 'a␍␊b␉c'],
  ['\u202Egpj.exe', '\uFFFDgpj.exe'],
  ['\u009B31m', '\uFFFD31m'],
  ['日本 😀', '日本 😀'],
])('%j cannot drive a terminal', (text, plain) => {
  expect(toPlainText(text)).toBe(plain);
});
