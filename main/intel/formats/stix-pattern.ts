const PATHS =
  /^(?:ipv4-addr:value|ipv6-addr:value|domain-name:value|url:value|file:hashes\.(?:'[A-Z0-9-]+'|[A-Z0-9]+)|network-traffic:(?:dst|src)_ref\.value)$/i;
// Commas stand between all values: where they might be left out, spaces could be shared out in ways without number.
const COMPARISON =
  /^\s*([a-z0-9-]+:[A-Za-z0-9_.'[\]*-]+)\s*(=|ISSUBSET|IN)\s*('(?:[^'\\]|\\.)*'|\(\s*'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*')*\s*\))/;

/**
 * Words of a STIX 2.1 pattern that is a choice among plain comparisons (`[a = 'x' OR b = 'y'] OR [c = 'z']`).
 * @returns why not, as the end of a sentence, for patterns that need several things at once, an order or an expression
 */
export function readStixPattern(pattern: string): string[] | string {
  if (pattern.length > 65_536) return 'is longer than any pattern need be';
  const words: string[] = [];
  let rest = pattern.trim();
  let inside = false;
  while (rest !== '') {
    if (rest.startsWith('[')) {
      inside = true;
      rest = rest.slice(1).trimStart();
      continue;
    }
    if (rest.startsWith(']')) {
      inside = false;
      rest = rest.slice(1).trimStart();
      continue;
    }
    const or = /^OR\b\s*/i.exec(rest);
    if (or !== null && words.length > 0) {
      rest = rest.slice(or[0].length);
      continue;
    }
    if (/^(?:AND|FOLLOWEDBY|WITHIN|REPEATS|START)\b/i.test(rest)) return 'needs several things at once';
    const comparison = inside ? COMPARISON.exec(rest) : null;
    if (comparison === null) return 'is not a plain comparison';
    const [whole, path = '', , values = ''] = comparison;
    if (!PATHS.test(path)) return `compares ${path.slice(0, 60)}, which traffic does not show`;
    for (const [, quoted = ''] of values.matchAll(/'((?:[^'\\]|\\.)*)'/g))
      words.push(quoted.replaceAll(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length).trimStart();
  }
  return words.length === 0 ? 'is empty' : words;
}
