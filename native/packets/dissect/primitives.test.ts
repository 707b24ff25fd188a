import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { berLength, readElement } from './ber.ts';
import { isWord, methodLength, parseDecimal, startsWith } from './http-line.ts';
import { readU16, readU16Le, readU24, readU32, readU32Le } from './numbers.ts';
import { readVarint } from './quic-packet.ts';
import { RecordBudget } from './record-budget.ts';
import { decodeLatin1, decodeText, decodeUtf16 } from './text.ts';
import { ascii, hex } from './testing/replay.ts';

const bytes = fc.uint8Array({ minLength: 4, maxLength: 40 });

describe('numbers', () => {
  it('are what Buffer reads', () => {
    fc.assert(
      fc.property(bytes, (view) => {
        const buffer = Buffer.from(view);
        expect(readU16(view, 1)).toBe(buffer.readUInt16BE(1));
        expect(readU24(view, 1)).toBe(buffer.readUIntBE(1, 3));
        expect(readU32(view, 0)).toBe(buffer.readUInt32BE(0));
        expect(readU16Le(view, 2)).toBe(buffer.readUInt16LE(2));
        expect(readU32Le(view, 0)).toBe(buffer.readUInt32LE(0));
      }),
    );
  });

  it('count bytes beyond the end as 0', () => {
    const view = hex('ff');
    expect([readU16(view, 0), readU24(view, 5), readU32(view, 0), readU16Le(view, 0), readU32Le(view, 9)]).toEqual([
      0xff00, 0, 0xff000000, 0xff, 0,
    ]);
  });

  it.each([
    ['00', 0, 1],
    ['3f', 63, 1],
    ['7bbd', 15_293, 2],
    ['9d7f3e7d', 494_878_333, 4],
    ['c2197c5eff14e88c', 0xffffffff, 8],
    ['40', 0, 0],
    ['c000', 0, 0],
  ])('of QUIC: %s is %i in %i bytes', (text, value, size) => {
    expect(readVarint(hex(text), 0, hex(text).length)).toEqual({ value, size });
  });
});

describe('text', () => {
  it('is bounded by limit, end and the bytes there are', () => {
    const view = ascii('abcdef');
    expect([
      decodeText(view, 1, 4, 100),
      decodeText(view, 0, 600, 2),
      decodeText(view, 4, 2, 9),
      decodeLatin1(view, 5, 90, 90),
    ]).toEqual(['bcd', 'ab', '', 'f']);
  });

  it('replaces what is no UTF-8, and keeps each byte of Latin-1', () => {
    expect(decodeText(hex('41ff42'), 0, 3, 9)).toBe('A\ufffdB');
    expect(decodeLatin1(hex('41ff42'), 0, 3, 9)).toBe('A\u00ffB');
  });

  it('reads UTF-16 up to a NUL, unpaired surrogates replaced', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        const clean = text.replaceAll('\0', '');
        return decodeUtf16(Buffer.from(clean, 'utf16le'), 0, clean.length * 2, 200) === clean;
      }),
    );
    expect(decodeUtf16(hex('41000000 4200'), 0, 6, 9)).toBe('A');
    expect(decodeUtf16(hex('00d8 4100 43'), 0, 5, 9)).toBe('\ufffdA');
    expect(decodeUtf16(Buffer.from('abcdef', 'utf16le'), 0, 12, 3)).toBe('abc');
  });
});

describe('words of text protocols', () => {
  it.each([
    ['Content-Length', 'content-length', true],
    ['content-lengtH', 'content-length', true],
    ['content_length', 'content-length', false],
    ['content-lengt', 'content-length', false],
  ])('%s against %s: %s', (text, word, same) => {
    expect(isWord(ascii(text), 0, text.length, word)).toBe(same);
  });

  it.each([
    ['  12x', 12],
    ['x', -1],
    ['', -1],
    ['9007199254740993', -1],
    ['007', 7],
  ])('number of "%s" is %i', (text, value) => {
    expect(parseDecimal(ascii(text), 0, text.length)).toBe(value);
  });

  it.each([
    ['GET /', 3],
    ['M-SEARCH *', 8],
    ['RPC_IN_DATA /', 11],
    ['get /', 0],
    ['GE /', 0],
    ['GET', 0],
    ['ABCDEFGHIJKLMNOPQRSTUVWXYZ /', 0],
  ])('method of "%s" has %i letters', (text, length) => {
    expect(methodLength(ascii(text), 0, text.length)).toBe(length);
  });

  it('does not look outside the view', () => {
    expect(startsWith(ascii('ab'), 1, 'bc')).toBe(false);
    expect(startsWith(ascii('ab'), -1, 'a')).toBe(false);
    expect(startsWith(ascii('ab'), 0, 'ab')).toBe(true);
  });
});

describe('ber', () => {
  it.each([
    ['3003', 5],
    ['30820102', 262],
    ['3084000000ff', 261],
    ['30', 0],
    ['3082 01', 0],
    ['3080', -1],
    ['3085 0000000001', -1],
    ['3084 ffffffff', -1],
  ])('length of %s is %i', (text, length) => {
    expect(berLength(hex(text), 0, hex(text).length)).toBe(length);
  });

  it('ends what is cut where the bytes end', () => {
    expect(readElement(hex('0405616263'), 0, 5)).toEqual({ tag: 4, start: 2, end: 5 });
    expect(readElement(hex('04'), 0, 1)).toBeNull();
  });

  it('never leads backwards or out of the view', () => {
    fc.assert(
      fc.property(bytes, fc.nat({ max: 45 }), (view, at) => {
        const element = readElement(view, at, view.length);
        return element === null || (element.start > at && element.end <= view.length);
      }),
    );
  });
});

describe('the budget of records', () => {
  it('lets the first pass, then only what is new, then nothing', () => {
    const budget = new RecordBudget();
    let passed = 0;
    for (let index = 0; index < 10_000; index++) if (budget.allow('same')) passed++;
    expect(passed).toBe(2000);
    for (let index = 0; index < 10_000; index++) if (budget.allow(index)) passed++;
    expect(passed).toBe(2000 + 1023);
  });
});
