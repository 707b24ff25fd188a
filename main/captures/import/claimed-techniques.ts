const TECHNIQUE = /(?<![A-Za-z0-9])T\d{4}(?:\.\d{3})?(?![\d])/g;

/** ATT&CK technique ids inside texts, each once, at most 16. */
export function claimedTechniques(texts: readonly string[]): string[] {
  const found = new Set<string>();
  for (const text of texts) {
    for (const match of text.slice(0, 4096).matchAll(TECHNIQUE)) {
      if (found.size < 16) found.add(match[0]);
    }
  }
  return [...found];
}
