/** Second-level labels under which country registries sell names. */
const REGISTRY_LABELS = new Set(['co', 'com', 'org', 'net', 'ac', 'gov', 'edu', 'or', 'ne', 'go', 'mil']);

/**
 * The part of a DNS name that somebody registered, guessed without a list: the last two labels, three under a
 * country's `co`, `com`, `ac` …
 */
export function registeredName(name: string): string {
  const labels = name.toLowerCase().replace(/\.$/, '').split('.');
  const top = labels.at(-1) ?? '';
  const deep = top.length === 2 && REGISTRY_LABELS.has(labels.at(-2) ?? '');
  return labels.slice(deep ? -3 : -2).join('.');
}

/** Shannon entropy of the characters of a text, bits a character; 0 for the empty text. */
export function entropyOfText(text: string): number {
  if (text === '') return 0;
  const counts = new Map<number, number>();
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  let entropy = 0;
  for (const count of counts.values()) {
    const share = count / text.length;
    entropy -= share * Math.log2(share);
  }
  return entropy;
}
