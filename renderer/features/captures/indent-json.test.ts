import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indentJson } from './indent-json.ts';

describe('indenting JSON', () => {
  it('means the same, whatever the value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(indentJson(text))).toEqual(JSON.parse(text));
      }),
    );
  });
  it('keeps integers beyond 2^53', () => {
    expect(indentJson('{"pid":18446744073709551615,"a":[]}')).toBe('{\n  "pid": 18446744073709551615,\n  "a": []\n}');
  });
  it('takes any text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof indentJson(text) === 'string'));
  });
});
