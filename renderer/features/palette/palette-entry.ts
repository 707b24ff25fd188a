/** What the palette offers: a place to go, something found in the session, or something to do. */
export interface PaletteEntry {
  key: string;
  group: 'Go' | 'Do' | 'Found in this session';
  label: string;
  /** Hostile where it comes from a capture; drawn as text either way. */
  detail: string;
  words: string;
  run: () => void;
}
