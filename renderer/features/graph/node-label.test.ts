import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeCanvasText } from './node-label.ts';

describe('canvas text', () => {
  it('cuts in the middle and shows what would hide', () => {
    expect(writeCanvasText('web-frontend-customer-portal-017')).toBe('\u2066web-fronte…ortal-017\u2069');
    expect(writeCanvasText('a\u202eb')).toContain('<U+202E>');
  });
  it('keeps the first part of a host name whole', () => {
    expect(writeCanvasText('WORKSTATION5.theshire.local')).toBe('\u2066WORKSTATION5…e.local\u2069');
  });
  it('draws no control character of any name, and stays short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const text = writeCanvasText(name).slice(1, -1);
        expect(Array.from(text).length).toBeLessThanOrEqual(20);
        expect(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(text)).toBe(false);
      }),
    );
  });
});
