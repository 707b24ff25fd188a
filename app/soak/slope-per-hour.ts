/** What was measured at one moment. */
export interface Sample {
  hours: number;
  mebibytes: number;
  files: number;
}
/** A slope and where it lies with 95 % confidence. */
export interface Slope {
  low: number;
  middle: number;
  high: number;
}

/**
 * Growth of memory in MiB per hour by least squares, with the interval of ± 1.96 standard errors: memory goes up and
 * down with every collection, and a short run cannot tell that from a leak.
 */
export function slopePerHour(samples: readonly Pick<Sample, 'hours' | 'mebibytes'>[]): Slope {
  const count = samples.length;
  if (count < 3) return { low: -Infinity, middle: 0, high: Infinity };
  const meanX = samples.reduce((sum, { hours }) => sum + hours, 0) / count;
  const meanY = samples.reduce((sum, { mebibytes }) => sum + mebibytes, 0) / count;
  const spread = samples.reduce((sum, { hours }) => sum + (hours - meanX) ** 2, 0);
  if (spread === 0) return { low: -Infinity, middle: 0, high: Infinity };
  const middle = samples.reduce((sum, { hours, mebibytes }) => sum + (hours - meanX) * (mebibytes - meanY), 0) / spread;
  const rest = samples.reduce(
    (sum, { hours, mebibytes }) => sum + (mebibytes - meanY - middle * (hours - meanX)) ** 2,
    0,
  );
  const error = 1.96 * Math.sqrt(rest / (count - 2) / spread);
  return { low: middle - error, middle, high: middle + error };
}
