import type { RiskBand } from '../../ui/risk-band.ts';

/** Colours of the tokens a canvas draws with. */
export interface PaletteColours {
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
  risk: Record<RiskBand, string>;
}

/** Reads the tokens as they stand now; a canvas cannot use variables, so this is asked anew when the theme changes. */
export function readPaletteColours(): PaletteColours {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
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
    risk: {
      none: read('--risk-none'),
      low: read('--risk-low'),
      elevated: read('--risk-elevated'),
      high: read('--risk-high'),
      critical: read('--risk-critical'),
    },
  };
}
