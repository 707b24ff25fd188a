import type { z } from 'zod';
import type { compiledLineSchema } from '../../../shared/contract/policy-preview.ts';
import type { RuleOrigin } from '../host-rules.ts';
import type { CompiledLine } from './compiled-table.ts';

/** A compiled line as it is shown. */
export type ShownLine = z.infer<typeof compiledLineSchema>;

/** Lines beyond which a difference is told roughly: what is gone, then what is there. */
const MOST_EXACT = 3000;

/**
 * What changes between two compilations, line by line, each with the policy and line it came from.
 * @param originsOf origins of rules by their ids
 */
export function diffLines(
  before: readonly CompiledLine[],
  after: readonly CompiledLine[],
  originsOf: (rule: string) => readonly RuleOrigin[],
): ShownLine[] {
  const show = ({ text, rules }: CompiledLine, change: ShownLine['change']): ShownLine => {
    const [origin] = rules.flatMap((rule) => originsOf(rule).slice(0, 1));
    return { text, change, policy: origin?.policy ?? '', line: origin?.line ?? 0 };
  };
  // What is alike at both ends needs no search.
  let head = 0;
  while (head < before.length && head < after.length && before[head]?.text === after[head]?.text) head++;
  let tail = 0;
  while (
    tail < before.length - head &&
    tail < after.length - head &&
    before[before.length - 1 - tail]?.text === after[after.length - 1 - tail]?.text
  )
    tail++;
  const old = before.slice(head, before.length - tail);
  const young = after.slice(head, after.length - tail);
  return [
    ...after.slice(0, head).map((line) => show(line, 'same')),
    ...align(old, young).map(({ line, change }) => show(line, change)),
    ...after.slice(after.length - tail).map((line) => show(line, 'same')),
  ];
}

function align(
  old: readonly CompiledLine[],
  young: readonly CompiledLine[],
): { line: CompiledLine; change: ShownLine['change'] }[] {
  const gone = (line: CompiledLine) => ({ line, change: 'removed' as const });
  const come = (line: CompiledLine) => ({ line, change: 'added' as const });
  if (old.length + young.length > MOST_EXACT) return [...old.map(gone), ...young.map(come)];
  // Longest common subsequence: lengths of what is left from each pair of places on.
  const width = young.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = young.length - 1; column >= 0; column--)
      lengths[row * width + column] =
        old[row]?.text === young[column]?.text
          ? (lengths[(row + 1) * width + column + 1] ?? 0) + 1
          : Math.max(lengths[(row + 1) * width + column] ?? 0, lengths[row * width + column + 1] ?? 0);
  const aligned: { line: CompiledLine; change: ShownLine['change'] }[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length || column < young.length) {
    const [left, right] = [old[row], young[column]];
    if (left !== undefined && right !== undefined && left.text === right.text) {
      aligned.push({ line: right, change: 'same' });
      row++;
      column++;
    } else if (
      left !== undefined &&
      (right === undefined || (lengths[(row + 1) * width + column] ?? 0) >= (lengths[row * width + column + 1] ?? 0))
    ) {
      aligned.push(gone(left));
      row++;
    } else if (right !== undefined) {
      aligned.push(come(right));
      column++;
    }
  }
  return aligned;
}
