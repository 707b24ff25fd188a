/** A point of a line drawing, pixels. */
export interface Point {
  x: number;
  y: number;
}

/**
 * Places values left to right in a box, zero at the bottom. The top (2 px in) is the largest value, but at least
 * two and a half times the middle one: a steady row lies low, and only what stands out reaches up.
 */
export function placeSparkline(values: readonly number[], width: number, height: number): Point[] {
  const known = values.map((value) => (Number.isFinite(value) ? Math.max(0, value) : 0));
  const middle = known.toSorted((a, b) => a - b)[Math.floor(known.length / 2)] ?? 0;
  const peak = Math.max(1e-9, middle * 2.5, ...known);
  const inner = height - 4;
  return known.map((value, index) => ({
    x: known.length < 2 ? width / 2 : 2 + (index / (known.length - 1)) * (width - 4),
    y: 2 + inner - (value / peak) * inner,
  }));
}

/** Path data of a polyline, one decimal. */
export function drawPolyline(points: readonly Point[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('');
}
