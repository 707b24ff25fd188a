import type { RiskBand } from '../../ui/risk-band.ts';

/** Colours of the tokens a canvas draws with. */
export interface PaletteColours {
  theme: 'dark' | 'light';
  bg: string;
  surface: string;
  raised: string;
  line: string;
  lineStrong: string;
  control: string;
  text: string;
  textSecond: string;
  textThird: string;
  accent: string;
  selected: string;
  deny: string;
  risk: Record<RiskBand, string>;
}

/** Reads the tokens of the theme that is drawn; a canvas cannot use variables, so this is asked anew for another. */
export function readPaletteColours(theme: 'dark' | 'light'): PaletteColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    theme,
    bg: read('--bg'),
    surface: read('--surface'),
    raised: read('--raised'),
    line: read('--line'),
    lineStrong: read('--line-strong'),
    control: read('--control'),
    text: read('--text'),
    textSecond: read('--text-2'),
    textThird: read('--text-3'),
    accent: read('--accent'),
    selected: read('--selected'),
    deny: read('--deny'),
    risk: {
      none: read('--risk-none'),
      low: read('--risk-low'),
      elevated: read('--risk-elevated'),
      high: read('--risk-high'),
      critical: read('--risk-critical'),
    },
  };
}
