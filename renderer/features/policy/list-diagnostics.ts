import type { Action, Diagnostic } from '@codemirror/lint';
import type { Text } from '@codemirror/state';
import type { Finding } from '../../../shared/policy/policy.ts';

/** Offset of a line and column (from 1) in a text; what lies outside is brought to the nearest place inside. */
function offsetOf(text: Text, line: number, column: number): number {
  const at = text.line(Math.min(Math.max(line, 1), text.lines));
  return Math.min(at.from + Math.max(column, 1) - 1, at.to);
}

/**
 * Findings as the editor draws them, in the order of the text. Findings may be of a text that was typed over meanwhile: places are kept
 * inside, and a mark covers at least one character of its line.
 */
export function listDiagnostics(findings: readonly Finding[], text: Text): Diagnostic[] {
  return findings
    .map((finding): Diagnostic => {
      let from = offsetOf(text, finding.line, finding.column);
      let to = Math.max(from, offsetOf(text, finding.toLine, finding.toColumn));
      if (from === to) {
        const line = text.lineAt(from);
        if (to < line.to) to += 1;
        else if (from > line.from) from -= 1;
      }
      return { from, to, severity: finding.severity, message: finding.message, actions: listActions(finding) };
    })
    .sort((a, b) => a.from - b.from || a.to - b.to);
}

function listActions({ fix }: Finding): Action[] {
  if (fix === null) return [];
  const name = fix.length <= 40 && !fix.includes('\n') ? `Write ${fix}` : 'Mend it';
  return [
    {
      name,
      apply: (view, from, to) => view.dispatch({ changes: { from, to, insert: fix }, userEvent: 'input.fix' }),
    },
  ];
}
