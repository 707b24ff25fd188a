/** Ports from `from` to `to`, both included. */
export interface Span {
  from: number;
  to: number;
}

/** All ports. Protocols without ports have this one span too. */
export const ALL_PORTS: readonly Span[] = [{ from: 0, to: 65_535 }];

/** What is in both. Both are sorted and without overlap; so is the answer. */
export function meetSpans(one: readonly Span[], other: readonly Span[]): Span[] {
  const both: Span[] = [];
  for (let at = 0, next = 0; at < one.length && next < other.length;) {
    const left = one[at];
    const right = other[next];
    if (left === undefined || right === undefined) break;
    const from = Math.max(left.from, right.from);
    const to = Math.min(left.to, right.to);
    if (from <= to) both.push({ from, to });
    if (left.to < right.to) at++;
    else next++;
  }
  return both;
}

/** What is in the first alone. */
export function lessSpans(one: readonly Span[], other: readonly Span[]): Span[] {
  const left: Span[] = [];
  for (const { from, to } of one) {
    let start = from;
    for (const hole of other) {
      if (hole.to < start) continue;
      if (hole.from > to) break;
      if (hole.from > start) left.push({ from: start, to: hole.from - 1 });
      start = hole.to + 1;
    }
    if (start <= to) left.push({ from: start, to });
  }
  return left;
}

/** Sorted and joined. */
export function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = [];
  for (const { from, to } of [...spans].sort((left, right) => left.from - right.from)) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to + 1) last.to = Math.max(last.to, to);
    else joined.push({ from, to });
  }
  return joined;
}
