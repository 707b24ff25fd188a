import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitYamlLine } from './yaml-tokens.ts';

describe('yaml colouring', () => {
  it.each([
    ['  minCalls: 6  # fewer happen', 'mark key mark value comment'],
    ['beacon:', 'key mark'],
    ['# reason', 'comment'],
    ['- name: "a # b"', 'mark key mark value'],
    ['plain text', 'value'],
    ['', ''],
  ])('%j → %s', (line, kinds) => {
    expect(
      splitYamlLine(line)
        .map((token) => token.kind)
        .join(' '),
    ).toBe(kinds);
  });
  it('drops no character of any line', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (line) => {
        expect(
          splitYamlLine(line)
            .map((token) => token.text)
            .join(''),
        ).toBe(line);
      }),
    );
  });
});
