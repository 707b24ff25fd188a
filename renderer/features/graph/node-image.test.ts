import { describe, expect, it } from 'vitest';
import type { ViewNode } from './graph-view.ts';
import { drawNodeImage } from './node-image.ts';
import type { PaletteColours } from './palette-colours.ts';

const colours = {
  bg: '#000000',
  risk: { none: '#84909c', low: '#95a4b5', elevated: '#f0d470', high: '#f0702a', critical: '#f5475c' },
} as PaletteColours;
const node = (more: Partial<ViewNode>): ViewNode => ({
  id: 'a',
  kind: 'subject',
  label: 'a',
  detail: '',
  risk: 0.1,
  box: '',
  filter: '',
  alert: null,
  bands: null,
  ...more,
});
const read = (more: Partial<ViewNode>): string => decodeURIComponent(drawNodeImage(node(more), colours));

describe('node image', () => {
  it('shows the band by colour and from Elevated up by a mark', () => {
    expect(read({ risk: 0.75 })).toContain('M6 0l6 6-6 6-6-6z');
    expect(read({ risk: 0.5 })).toContain('M6 1.4l4.9 9.2H1.1z');
    expect(read({ risk: 0.1 })).not.toContain('translate(');
  });
  it('draws what was not scored as a dashed ring, not as a low risk', () => {
    expect(read({ risk: null })).toContain('stroke-dasharray');
    expect(read({ risk: 0 })).not.toContain('stroke-dasharray');
  });
  it('marks an outside peer by the worst alert with it', () => {
    expect(read({ kind: 'outside', risk: null, alert: 0.95 })).toContain('#f5475c');
    expect(read({ kind: 'outside', risk: null })).not.toContain('#f5475c');
  });
  it('holds no text of the capture', () => {
    expect(read({ label: '<script>', detail: '<b>' })).not.toContain('script');
  });
  it('draws the distribution of a folded group', () => {
    const bands = { none: 0, low: 6, elevated: 0, high: 2, critical: 0 };
    const image = read({ kind: 'group', risk: 0.8, bands });
    expect(image.match(/<rect/gu)).toHaveLength(4);
    expect(image).toContain('>8<');
  });
});
