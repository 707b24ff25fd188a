import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listLineChanges } from './line-changes.ts';

function apply(before: string, after: string): string {
  const changes = listLineChanges(before, after);
  const removed = new Set(changes.filter((change) => change.kind === 'removed').map((change) => change.line));
  const kept = before.split('\n').filter((_, index) => !removed.has(index + 1));
  for (const change of changes) if (change.kind === 'added') kept.splice(change.line - 1, 0, change.text);
  return kept.join('\n');
}

describe('line changes', () => {
  it('name one changed number as one line out, one in', () => {
    expect(listLineChanges('a\n  jitter: 0.10\nb', 'a\n  jitter: 0.15\nb')).toEqual([
      { kind: 'removed', line: 2, text: '  jitter: 0.10' },
      { kind: 'added', line: 2, text: '  jitter: 0.15' },
    ]);
  });
  it('keep what stands between two changes', () => {
    expect(listLineChanges('a\nb\nc', 'x\nb\ny').map(({ kind, text }) => `${kind} ${text}`)).toEqual([
      'removed a',
      'added x',
      'removed c',
      'added y',
    ]);
  });
  it('turn the old text into the new', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 20 }).map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(apply(before, after)).toBe(after);
      }),
    );
  });
});
