import { compareNumbers } from './compare-numbers.ts';

/** Suffixes in their order; those before `none` make a version older than the same without. */
const SUFFIXES = ['alpha', 'beta', 'pre', 'rc', 'none', 'cvs', 'svn', 'git', 'hg', 'p'];
const NONE = SUFFIXES.indexOf('none');

/** What versions are made of, in the order in which it goes on: the later it stops, the newer it is. */
const PARTS = ['initial', 'digits', 'letter', 'suffix', 'suffix-number', 'hash', 'revision', 'end'] as const;
interface Part {
  kind: (typeof PARTS)[number];
  text: string;
}
const END: Part = { kind: 'end', text: '' };

/**
 * Orders versions of Alpine's packages, `1.2.3a_rc1-r0`, as apk does (apk-package(5)).
 * @returns below 0 where left is older, above 0 where it is newer
 */
export function compareApkVersions(left: string, right: string): number {
  const a = parse(left);
  const b = parse(right);
  for (let at = 0; at < Math.max(a.length, b.length); at++) {
    const one = a[at] ?? END;
    const two = b[at] ?? END;
    if (one.kind !== two.kind) return compareKinds(one, two);
    const difference = compareParts(one, two);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What cannot be read ends a version. */
function parse(text: string): Part[] {
  const parts: Part[] = [];
  const [initial = ''] = /^\d*/.exec(text.trim()) ?? [];
  parts.push({ kind: 'initial', text: initial });
  let rest = text.trim().slice(initial.length);
  const take = (pattern: RegExp, kind: Part['kind']): boolean => {
    const found = pattern.exec(rest);
    if (found === null) return false;
    parts.push({ kind, text: found[1] ?? '' });
    rest = rest.slice(found[0].length);
    return true;
  };
  while (take(/^\.(\d+)/, 'digits'));
  take(/^([a-z])/, 'letter');
  while (take(/^_(alpha|beta|pre|rc|cvs|svn|git|hg|p)/, 'suffix')) take(/^(\d+)/, 'suffix-number');
  take(/^~([0-9a-f]+)/, 'hash');
  take(/^-r(\d+)/, 'revision');
  return parts;
}

function compareKinds(one: Part, two: Part): number {
  if (isBefore(one)) return -1;
  if (isBefore(two)) return 1;
  return PARTS.indexOf(two.kind) - PARTS.indexOf(one.kind);
}

function isBefore({ kind, text }: Part): boolean {
  return kind === 'suffix' && SUFFIXES.indexOf(text) < NONE;
}

function compareParts(one: Part, two: Part): number {
  switch (one.kind) {
    case 'suffix':
      return SUFFIXES.indexOf(one.text) - SUFFIXES.indexOf(two.text);
    case 'digits':
      // After the first point a leading zero makes a fraction of it: 1.05 is older than 1.1.
      return one.text.startsWith('0') || two.text.startsWith('0')
        ? compareTexts(one.text, two.text)
        : compareNumbers(one.text, two.text);
    case 'letter':
    case 'hash':
      return compareTexts(one.text, two.text);
    default:
      return compareNumbers(one.text, two.text);
  }
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
