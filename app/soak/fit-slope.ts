/** A slope and where it lies with 95 % confidence. */
export interface Slope {
  low: number;
  middle: number;
  high: number;
}

/**
 * Growth of `y` for each 1 of `x` by least squares, with the interval of ± 1.96 standard errors: memory goes up and
 * down with every collection, and a short run cannot tell that from a leak.
 */
export function fitSlope(points: readonly { x: number; y: number }[]): Slope {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  if (count < 3 || spread === 0) return { low: -Infinity, middle: 0, high: Infinity };
  const middle = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread;
  const rest = points.reduce((sum, { x, y }) => sum + (y - meanY - middle * (x - meanX)) ** 2, 0);
  const error = 1.96 * Math.sqrt(rest / (count - 2) / spread);
  return { low: middle - error, middle, high: middle + error };
}
