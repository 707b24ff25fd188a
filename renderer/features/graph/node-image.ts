import { bandOf, type RiskBand } from '../../ui/risk-band.ts';
import type { ViewNode } from './graph-view.ts';
import type { PaletteColours } from './palette-colours.ts';

/** Side of a node's image in pixels; the ring has 40, the rest is room for the mark. */
export const imageSize = 60;

const middle = imageSize / 2;

function drawArc(risk: number, radius: number): string {
  const share = Math.min(0.999, Math.max(0, risk));
  const angle = share * 2 * Math.PI;
  const x = (middle + radius * Math.sin(angle)).toFixed(2);
  const y = (middle - radius * Math.cos(angle)).toFixed(2);
  return `M${middle} ${middle - radius}A${radius} ${radius} 0 ${share > 0.5 ? 1 : 0} 1 ${x} ${y}`;
}

/** The mark of a band at the upper right; from Elevated up only, and for what was not scored. */
function drawMark(band: RiskBand, colours: PaletteColours): string {
  const at = `<g transform="translate(${middle + 9} ${middle - 27})">`;
  const fill = colours.risk[band];
  const halo = `stroke="${colours.bg}" stroke-width="2" paint-order="stroke"`;
  switch (band) {
    case 'critical':
      return `${at}<path d="M4 .4h4l3.4 3.4v4.4l-3.4 3.4H4L.4 8.2V3.8z" fill="${fill}" ${halo}/><path d="M5.3 2.6h1.4l-.2 4.2h-1zM5.3 8h1.4v1.4H5.3z" fill="${colours.bg}"/></g>`;
    case 'high':
      return `${at}<path d="M6 0l6 6-6 6-6-6z" fill="${fill}" ${halo}/></g>`;
    case 'elevated':
      return `${at}<path d="M6 1.4l4.9 9.2H1.1z" fill="${colours.bg}" stroke="${fill}" stroke-width="1.6" stroke-linejoin="round"/></g>`;
    default:
      return '';
  }
}

function drawVm(risk: number | null, colours: PaletteColours): string {
  const band = bandOf(risk);
  const ring =
    risk === null
      ? `<circle cx="${middle}" cy="${middle}" r="18" fill="none" stroke="${colours.risk.none}" stroke-width="1.5" stroke-dasharray="3 3"/>`
      : `<circle cx="${middle}" cy="${middle}" r="18" fill="none" stroke="${colours.line}" stroke-width="3.5"/><path d="${drawArc(risk, 18)}" fill="none" stroke="${colours.risk[band]}" stroke-width="3.5"/>`;
  const stroke = `fill="none" stroke="${colours.textSecond}" stroke-width="1.3"`;
  const server = `<rect x="${middle - 6}" y="${middle - 4.5}" width="12" height="4" rx="1" ${stroke}/><rect x="${middle - 6}" y="${middle + 0.5}" width="12" height="4" rx="1" ${stroke}/>`;
  return `<circle cx="${middle}" cy="${middle}" r="20" fill="${colours.bg}"/>${ring}<circle cx="${middle}" cy="${middle}" r="13" fill="${colours.raised}" stroke="${colours.control}"/>${server}${drawMark(band, colours)}`;
}

function drawOutside(alert: number | null, colours: PaletteColours): string {
  const band = alert === null ? 'none' : bandOf(alert);
  const raised = band === 'elevated' || band === 'high' || band === 'critical';
  const edge = raised ? colours.risk[band] : colours.control;
  return `<path d="M${middle - 16} ${middle}l8-14h16l8 14-8 14h-16z" fill="${colours.raised}" stroke="${edge}" stroke-width="${raised ? 2 : 1.2}"/>${raised ? drawMark(band, colours) : ''}`;
}

const bandOrder: readonly RiskBand[] = ['critical', 'high', 'elevated', 'low', 'none'];

/** A folded group: a box with its distribution as a bar, worst first, and the mark of the worst. */
function drawGroup(node: ViewNode, colours: PaletteColours): string {
  const bands = node.bands;
  const all = bands === null ? 0 : bandOrder.reduce((sum, band) => sum + bands[band], 0);
  let x = middle - 15;
  let bar = '';
  for (const band of bandOrder) {
    const width = all === 0 || bands === null ? 0 : (bands[band] / all) * 30;
    if (width > 0)
      bar += `<rect x="${x.toFixed(2)}" y="${middle + 7}" width="${Math.max(0.8, width - 0.6).toFixed(2)}" height="4" fill="${colours.risk[band]}"/>`;
    x += width;
  }
  const stack = `<rect x="${middle - 17}" y="${middle - 19}" width="38" height="34" rx="4" fill="${colours.surface}" stroke="${colours.lineStrong}"/>`;
  const front = `<rect x="${middle - 21}" y="${middle - 15}" width="42" height="34" rx="4" fill="${colours.raised}" stroke="${colours.control}"/>`;
  const count = `<text x="${middle}" y="${middle + 1}" text-anchor="middle" font-family="sans-serif" font-size="12" font-weight="600" fill="${colours.text}">${Math.min(all, 99_999)}</text>`;
  return `${stack}${front}${count}${bar}${drawMark(bandOf(node.risk), colours)}`;
}

/** Image of a node as an address of an SVG, drawn of numbers and tokens alone: no text of a capture is in it. */
export function drawNodeImage(node: ViewNode, colours: PaletteColours): string {
  const content =
    node.kind === 'group'
      ? drawGroup(node, colours)
      : node.kind === 'outside'
        ? drawOutside(node.alert, colours)
        : drawVm(node.risk, colours);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${imageSize * 2}" height="${imageSize * 2}" viewBox="0 0 ${imageSize} ${imageSize}">${content}</svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}
