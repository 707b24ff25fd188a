/** A line that was removed from, or added to, a file; line numbers from 1 in the file it stands in. */
export interface LineChange {
  kind: 'removed' | 'added';
  line: number;
  text: string;
}

/** Longest stretch compared line by line; beyond it the whole stretch counts as replaced. */
const longest = 1500;

/** What changed between two texts, line by line, in the order a reader meets it: removed lines before added ones. */
export function listLineChanges(before: string, after: string): LineChange[] {
  if (before === after) return [];
  const old = before.split('\n');
  const now = after.split('\n');
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  )
    tail++;
  const removed = old.slice(head, old.length - tail);
  const added = now.slice(head, now.length - tail);
  const kept = removed.length * added.length > longest * longest ? [] : findCommon(removed, added);
  const changes: LineChange[] = [];
  let at = 0;
  let to = 0;
  for (const [oldIndex, newIndex] of [...kept, [removed.length, added.length] as const]) {
    for (; at < oldIndex; at++) changes.push({ kind: 'removed', line: head + at + 1, text: removed[at] ?? '' });
    for (; to < newIndex; to++) changes.push({ kind: 'added', line: head + to + 1, text: added[to] ?? '' });
    at = oldIndex + 1;
    to = newIndex + 1;
  }
  return changes;
}

/** Pairs of equal lines in a longest common subsequence. */
function findCommon(a: string[], b: string[]): (readonly [number, number])[] {
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      pairs.push([i, j]);
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}
