/** The word that was meant: one that begins so, or one few letters away; null where none is near. */
export function nearestWord(written: string, words: Iterable<string>): string | null {
  const wanted = written.slice(0, 40).toLowerCase();
  if (wanted === '') return null;
  let best: string | null = null;
  let least = wanted.length < 4 ? 1.5 : wanted.length < 8 ? 2.5 : 3.5;
  for (const word of words) {
    const other = word.toLowerCase();
    const distance = wanted.length > 1 && other.startsWith(wanted) ? 0.5 : distanceOf(wanted, other);
    if (distance < least) {
      least = distance;
      best = word;
    }
  }
  return best;
}

/** Letters to add, remove, change or swap with their neighbour until both are the same. */
function distanceOf(one: string, other: string): number {
  if (Math.abs(one.length - other.length) > 3) return 9;
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const same = one[i - 1] === other[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[other.length] ?? 9;
}
