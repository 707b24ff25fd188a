/** Something the palette can find by its words. */
export interface Findable {
  label: string;
  /** Further words it is known by. */
  words: string;
}

/**
 * The entries that match a text, best first: each word of the text must stand somewhere in label or words; a label
 * that starts with the text wins, then one with a word that does. Without text all stand in their own order.
 */
export function rankEntries<T extends Findable>(entries: readonly T[], text: string): T[] {
  const asked = text.toLowerCase().split(/\s+/u).filter(Boolean);
  if (asked.length === 0) return [...entries];
  const whole = asked.join(' ');
  const ranked: { entry: T; rank: number; order: number }[] = [];
  for (const [order, entry] of entries.entries()) {
    const label = entry.label.toLowerCase();
    const all = `${label} ${entry.words.toLowerCase()}`;
    if (!asked.every((word) => all.includes(word))) continue;
    const starts = label.startsWith(whole) ? 0 : ` ${label}`.includes(` ${whole}`) ? 1 : label.includes(whole) ? 2 : 3;
    ranked.push({ entry, rank: starts, order });
  }
  return ranked.sort((a, b) => a.rank - b.rank || a.order - b.order).map(({ entry }) => entry);
}
