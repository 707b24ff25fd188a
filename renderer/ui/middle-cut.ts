/** Cuts a text in the middle to at most `length` characters, so that both ends stay: the end of a name distinguishes. */
export function cutMiddle(text: string, length: number): string {
  const characters = Array.from(text);
  if (characters.length <= length) return text;
  if (length < 5) return characters.slice(0, Math.max(0, length - 1)).join('') + '…';
  const tail = Math.floor((length - 1) / 2);
  return `${characters.slice(0, length - 1 - tail).join('')}…${characters.slice(-tail).join('')}`;
}

/**
 * Splits a name in a head, that may shrink, and a tail, that always shows. A name under 12 characters has no tail.
 * The tail is cut at a code point, never inside a surrogate pair.
 */
export function splitForCut(text: string, tailLength = 7): [head: string, tail: string] {
  const characters = Array.from(text);
  if (characters.length < 12) return [text, ''];
  const tail = Math.min(tailLength, Math.floor(characters.length / 2));
  return [characters.slice(0, -tail).join(''), characters.slice(-tail).join('')];
}

/**
 * Splits a host name in its first label, which is what tells hosts of one domain apart, and the rest with its dot.
 * Null for addresses, single labels, very long first labels and whatever is no plain host name: those lose their
 * middle, because their end may be what they hide.
 */
export function splitHost(text: string): [label: string, domain: string] | null {
  const dot = text.indexOf('.');
  if (dot < 1 || dot > 24 || dot === text.length - 1) return null;
  if (/^[\d.]+$/.test(text) || !/^[\w.-]+$/.test(text)) return null;
  return [text.slice(0, dot), text.slice(dot)];
}
