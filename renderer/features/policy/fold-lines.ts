/** A line to show, or a stretch of lines that stay as they are and are folded; `at` is its place in the whole, from 0. */
export type LinePart<Line> = { kind: 'line'; at: number; line: Line } | { kind: 'folded'; at: number; count: number };

/** Folds what stays the same to one line a stretch, but for the heads of blocks (`table … {`) that changed lines stand in. */
export function foldLines<Line extends { text: string; change: 'same' | 'added' | 'removed' }>(
  lines: readonly Line[],
  fold: boolean,
): LinePart<Line>[] {
  if (!fold) return lines.map((line, at) => ({ kind: 'line', at, line }));
  const kept = new Set<number>();
  const open: number[] = [];
  lines.forEach((line, at) => {
    if (line.change !== 'same') {
      kept.add(at);
      for (const head of open) kept.add(head);
    }
    const text = line.text.trim();
    if (text.startsWith('}')) open.pop();
    if (text.endsWith('{')) open.push(at);
  });
  const parts: LinePart<Line>[] = [];
  lines.forEach((line, at) => {
    const last = parts.at(-1);
    if (kept.has(at)) parts.push({ kind: 'line', at, line });
    else if (last?.kind === 'folded') last.count += 1;
    else parts.push({ kind: 'folded', at, count: 1 });
  });
  return parts;
}
