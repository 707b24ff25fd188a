import { compareNumbers } from './compare-numbers.ts';

/**
 * Orders versions of RPM packages, `[epoch:]version[-release]`, as rpm does (rpm-version(7), rpmvercmp). A release counts
 * only where both have one.
 * @returns below 0 where left is older, above 0 where it is newer
 */
export function compareRpmVersions(left: string, right: string): number {
  const a = split(left);
  const b = split(right);
  const difference = compareNumbers(a.epoch, b.epoch) || compare(a.version, b.version);
  return difference !== 0 || a.release === '' || b.release === '' ? difference : compare(a.release, b.release);
}

function split(text: string): { epoch: string; version: string; release: string } {
  const [, epoch = '0', rest = ''] = /^(?:(\d+):)?(.*)$/su.exec(text.trim()) ?? [];
  const dash = rest.lastIndexOf('-');
  return dash < 0
    ? { epoch, version: rest, release: '' }
    : { epoch, version: rest.slice(0, dash), release: rest.slice(dash + 1) };
}

/** Runs of digits and of letters, `~` before the end and `^` right after it; what stands between them only parts them. */
function compare(left: string, right: string): number {
  const a = left.match(/\d+|[a-z]+|~|\^/gi) ?? [];
  const b = right.match(/\d+|[a-z]+|~|\^/gi) ?? [];
  for (let at = 0; at < a.length || at < b.length; at++) {
    const [one, two] = [a[at], b[at]];
    if (one === '~' || two === '~') {
      if (one !== two) return one === '~' ? -1 : 1;
    } else if (one === '^' || two === '^') {
      // More than the end, less than anything else that goes on.
      if (one !== two) return one === '^' ? (two === undefined ? 1 : -1) : one === undefined ? -1 : 1;
    } else if (one === undefined || two === undefined) return one === undefined ? -1 : 1;
    else {
      const difference = compareParts(one, two);
      if (difference !== 0) return difference;
    }
  }
  return 0;
}

/** A number is newer than letters. */
function compareParts(left: string, right: string): number {
  const [isNumber, other] = [/^\d/.test(left), /^\d/.test(right)];
  if (isNumber !== other) return isNumber ? 1 : -1;
  if (isNumber) return compareNumbers(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}
