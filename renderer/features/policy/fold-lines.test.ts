import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldLines } from './fold-lines.ts';

const read = (text: string): { text: string; change: 'same' | 'added' | 'removed' }[] =>
  text.split('\n').map((line) => ({
    text: line.slice(1),
    change: line.startsWith('+') ? 'added' : line.startsWith('-') ? 'removed' : 'same',
  }));

describe('only what changes', () => {
  it('keeps changed lines and the heads of the blocks they stand in', () => {
    const lines = read(
      ' table inet mien {\n  set a {\n   elements = { 1 }\n  }\n  chain out {\n   accept\n+  drop\n  }\n }',
    );
    expect(
      foldLines(lines, true).map((part) => (part.kind === 'line' ? part.line.text.trim() : `${part.count} folded`)),
    ).toEqual(['table inet mien {', '3 folded', 'chain out {', '1 folded', 'drop', '2 folded']);
  });
  it('folds all where nothing changes', () => {
    expect(foldLines(read(' a\n b'), true)).toEqual([{ kind: 'folded', at: 0, count: 2 }]);
  });
  it('loses no line and no change', () => {
    const line = fc.constantFrom(' x', '+y', '-z', ' t {', ' }', '+c {', '+}');
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.boolean(), (texts, fold) => {
        const lines = texts.length === 0 ? [] : read(texts.join('\n'));
        const parts = foldLines(lines, fold);
        expect(parts.reduce((sum, part) => sum + (part.kind === 'line' ? 1 : part.count), 0)).toBe(lines.length);
        const shown = parts.flatMap((part) => (part.kind === 'line' ? [part.line] : []));
        expect(shown.filter(({ change }) => change !== 'same')).toEqual(
          lines.filter(({ change }) => change !== 'same'),
        );
      }),
    );
  });
});
