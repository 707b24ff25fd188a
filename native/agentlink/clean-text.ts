// Controls, marks that turn the direction of text, zero-width characters, soft hyphens and line separators.
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A guest's words as they may be shown: what is not seen or turns text around becomes U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replace(hidden, '\uFFFD');
}
