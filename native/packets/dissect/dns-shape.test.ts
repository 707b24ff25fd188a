import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isDnsHeader, isDnsMessage } from './dns-shape.ts';
import { hex } from './testing/replay.ts';

const NAME = '01 61 02 6262 00';

function isMessage(text: string): boolean {
  const bytes = hex(text);
  return isDnsMessage(bytes, 0, bytes.length);
}

describe('the shape of DNS', () => {
  it.each([
    ['a query', `1234 0100 0001 0000 0000 0000 ${NAME} 0001 0001`, true],
    ['a query with EDNS', `1234 0120 0001 0000 0000 0001 ${NAME} 0001 0001 00 0029 1000 00000000 0000`, true],
    ['an answer', `1234 8180 0001 0001 0000 0000 ${NAME} 0001 0001 c00c 0001 0001 00000001 0004 01020304`, true],
    ['a multicast question for a unicast answer', `0000 0000 0001 0000 0000 0000 ${NAME} 000c 8001`, true],
    ['bytes after the end', `1234 0100 0001 0000 0000 0000 ${NAME} 0001 0001 00`, false],
    ['an unknown type', `1234 0100 0001 0000 0000 0000 ${NAME} 0fff 0001`, false],
    ['an unknown class', `1234 0100 0001 0000 0000 0000 ${NAME} 0001 0007`, false],
    ['a name that does not print', '1234 0100 0001 0000 0000 0000 01 01 00 0001 0001', false],
    ['a name that points away', '1234 0100 0001 0000 0000 0000 c00c 0001 0001', false],
    ['a query with answers', `1234 0100 0001 0001 0000 0000 ${NAME} 0001 0001`, false],
    ['a reserved bit', `1234 0140 0001 0000 0000 0000 ${NAME} 0001 0001`, false],
    ['an answer that is cut', `1234 8180 0001 0001 0000 0000 ${NAME} 0001 0001 c00c 0001 0001`, false],
    ['no question', '1234 0100 0000 0000 0000 0000 00 0001 0001', false],
  ])('%s', (_name, text, expected) => {
    expect(isMessage(text)).toBe(expected);
  });

  it('asks less where the port promises DNS: an empty error reply, an update', () => {
    expect(isDnsHeader(hex('1234 8182 0000 0000 0000 0000'), 0)).toBe(true);
    expect(isDnsHeader(hex('1234 2800 0001 0000 0001 0000'), 0)).toBe(true);
    expect(isDnsHeader(hex('1234 0100 0000 0000 0000 0000'), 0)).toBe(false);
    expect(isDnsHeader(hex('ffff ffff ffff ffff ffff ffff'), 0)).toBe(false);
    expect(isDnsHeader(hex('1234 0100 0001'), 0)).toBe(false);
  });

  it('is hardly ever met by chance', () => {
    let met = 0;
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 17, maxLength: 60 }), (bytes) => {
        if (isDnsMessage(bytes, 0, bytes.length)) met++;
        return true;
      }),
      { numRuns: 5000, seed: 3 },
    );
    expect(met).toBe(0);
  });
});
