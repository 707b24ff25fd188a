/** A point of a line drawing, pixels. */
export interface Point {
  x: number;
  y: number;
}

/** Places values left to right in a box, the largest at the top (2 px in), zero at the bottom. A flat row lies low. */
export function placeSparkline(values: readonly number[], width: number, height: number): Point[] {
  const peak = Math.max(1e-9, ...values.map((value) => (Number.isFinite(value) ? value : 0)));
  const inner = height - 4;
  return values.map((value, index) => ({
    x: values.length < 2 ? width / 2 : 2 + (index / (values.length - 1)) * (width - 4),
    y: 2 + inner - (Math.max(0, Number.isFinite(value) ? value : 0) / peak) * inner,
  }));
}

/** Path data of a polyline, one decimal. */
export function drawPolyline(points: readonly Point[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`).join('');
}
