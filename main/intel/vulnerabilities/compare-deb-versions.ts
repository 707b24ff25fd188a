import { compareNumbers } from './compare-numbers.ts';

const ZERO = 48;
const NINE = 57;
const TILDE = 126;

/**
 * Orders versions of Debian's packages, `[epoch:]upstream[-revision]`, as dpkg does (deb-version(7)).
 * @returns below 0 where left is older, above 0 where it is newer
 */
export function compareDebVersions(left: string, right: string): number {
  const a = split(left);
  const b = split(right);
  return compareNumbers(a.epoch, b.epoch) || compare(a.upstream, b.upstream) || compare(a.revision, b.revision);
}

function split(text: string): { epoch: string; upstream: string; revision: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/su.exec(text.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch, upstream: rest, revision: '' }
    : { epoch, upstream: rest.slice(0, dash), revision: rest.slice(dash + 1) };
}

/** What is no number and what is one take turns; `~` sorts before the end, letters before all else. */
function compare(left: string, right: string): number {
  let a = 0;
  let b = 0;
  while (a < left.length || b < right.length) {
    while ((a < left.length && !isDigit(left, a)) || (b < right.length && !isDigit(right, b))) {
      const difference = rank(left, a) - rank(right, b);
      if (difference !== 0) return difference;
      a++;
      b++;
    }
    const [startA, startB] = [a, b];
    while (isDigit(left, a)) a++;
    while (isDigit(right, b)) b++;
    const difference = compareNumbers(left.slice(startA, a), right.slice(startB, b));
    if (difference !== 0) return difference;
  }
  return 0;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE;
}

function rank(text: string, at: number): number {
  if (at >= text.length || isDigit(text, at)) return 0;
  const code = text.charCodeAt(at);
  if (code === TILDE) return -1;
  return /[a-z]/i.test(text.charAt(at)) ? code : code + 256;
}
