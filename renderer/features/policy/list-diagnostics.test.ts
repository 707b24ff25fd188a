import { Text } from '@codemirror/state';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../shared/policy/policy.ts';
import { listDiagnostics } from './list-diagnostics.ts';

const text = Text.of(['policy: web', 'rules:', '  - deny: outbound', '']);
const finding = (part: Partial<Finding>): Finding => ({
  severity: 'error',
  code: 'syntax',
  message: 'wrong',
  line: 1,
  column: 1,
  toLine: 1,
  toColumn: 7,
  fix: null,
  ...part,
});

describe('findings in the editor', () => {
  it('stand where they point', () => {
    const [mark] = listDiagnostics([finding({ line: 3, column: 5, toLine: 3, toColumn: 9 })], text);
    expect(text.sliceString(mark?.from ?? 0, mark?.to ?? 0)).toBe('deny');
  });
  it('are sorted by place, as the editor wants them', () => {
    const marks = listDiagnostics([finding({ line: 3, column: 5, toLine: 3 }), finding({ message: 'first' })], text);
    expect(marks.map(({ message }) => message)).toEqual(['first', 'wrong']);
  });
  it('mark a character where they point at none', () => {
    const [mark] = listDiagnostics([finding({ line: 2, column: 3, toLine: 2, toColumn: 3 })], text);
    expect(text.sliceString(mark?.from ?? 0, mark?.to ?? 0)).toBe('l');
    const [end] = listDiagnostics([finding({ line: 2, column: 7, toLine: 2, toColumn: 7 })], text);
    expect(text.sliceString(end?.from ?? 0, end?.to ?? 0)).toBe(':');
  });
  it('offer to mend what can be mended', () => {
    expect(listDiagnostics([finding({ fix: 'outside' })], text)[0]?.actions?.[0]?.name).toBe('Write outside');
    expect(listDiagnostics([finding({})], text)[0]?.actions).toEqual([]);
  });
  it('stay inside any text, whatever was typed meanwhile', () => {
    const place = fc.integer({ min: 0, max: 300 });
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }), { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(place, place, place, place), { maxLength: 6 }),
        (lines, places) => {
          const any = Text.of(lines.map((line) => line.replaceAll(/[\r\n]/gu, ' ')));
          const findings = places.map(([line, column, toLine, toColumn]) =>
            finding({ line, column, toLine, toColumn }),
          );
          const marks = listDiagnostics(findings, any);
          expect(marks).toHaveLength(findings.length);
          for (const { from, to } of marks) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeGreaterThanOrEqual(from);
            expect(to).toBeLessThanOrEqual(any.length);
          }
        },
      ),
    );
  });
});
