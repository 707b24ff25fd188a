import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampRange } from './byte-range.ts';
import { decodeBase64 } from './decode-base64.ts';
import { buildHexRow, bytesPerRow, countHexRows, formatOffset } from './hex-rows.ts';

describe('hex rows', () => {
  it('show digits, characters and dots for what cannot be printed', () => {
    const cells = buildHexRow(Uint8Array.from([0x00, 0x41, 0x7e, 0x7f, 0xff]), 0, null);
    expect(cells.map((cell) => cell.hex)).toEqual(['00', '41', '7e', '7f', 'ff']);
    expect(cells.map((cell) => cell.character).join('')).toBe('.A~..');
  });

  it('mark a run over two rows with its own edges in each', () => {
    const bytes = new Uint8Array(40);
    const range = { start: 12, end: 20 };
    const first = buildHexRow(bytes, 0, range);
    const second = buildHexRow(bytes, 1, range);
    expect(first.filter((cell) => cell.marked).map((cell) => cell.index)).toEqual([12, 13, 14, 15]);
    expect(first.find((cell) => cell.runStart)?.index).toBe(12);
    expect(first.find((cell) => cell.runEnd)?.index).toBe(15);
    expect(second.find((cell) => cell.runStart)?.index).toBe(16);
    expect(second.find((cell) => cell.runEnd)?.index).toBe(19);
    expect(buildHexRow(bytes, 2, range).some((cell) => cell.marked)).toBe(false);
  });

  it('name each row by its offset', () => {
    expect(formatOffset(0)).toBe('0000');
    expect(formatOffset(3)).toBe('0030');
    expect(formatOffset(0x4000)).toBe('40000');
  });

  it('show each byte once and mark exactly the range, whatever size and range', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(220), fc.nat(220), (bytes, offset, length) => {
        const range = clampRange(offset, length, bytes.length);
        const cells = Array.from({ length: countHexRows(bytes.length) }, (_, row) => buildHexRow(bytes, row, range));
        const all = cells.flat();
        expect(all.map((cell) => Number.parseInt(cell.hex, 16))).toEqual([...bytes]);
        expect(cells.every((row) => row.length <= bytesPerRow)).toBe(true);
        const marked = all.filter((cell) => cell.marked).length;
        expect(marked).toBe(range === null ? 0 : range.end - range.start);
        for (const row of cells) {
          expect(row.filter((cell) => cell.runStart).length).toBe(row.some((cell) => cell.marked) ? 1 : 0);
          expect(row.filter((cell) => cell.runEnd).length).toBe(row.some((cell) => cell.marked) ? 1 : 0);
        }
      }),
    );
  });
});

describe('base64', () => {
  it('gives the bytes back', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(decodeBase64(btoa(String.fromCharCode(...bytes)))).toEqual(bytes);
      }),
    );
  });
  it('is empty for what is not base64', () => {
    expect(decodeBase64('%%%').length).toBe(0);
  });
});
