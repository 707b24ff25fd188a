import type { JSX } from 'react';
import { drawPolyline, placeSparkline } from './sparkline-path.ts';
import './sparkline.css';

/** A small line of activity; from `alertFrom` on it takes the hue of the surrounding risk and a heavier stroke. */
export function Sparkline(props: {
  values: readonly number[];
  alertFrom?: number | null;
  label: string;
  width?: number;
  height?: number;
}): JSX.Element {
  const { values, alertFrom = null, label, width = 76, height = 20 } = props;
  if (values.length === 0) return <span className="third">no data</span>;
  const points = placeSparkline(values, width, height);
  const last = points.at(-1);
  const calm = alertFrom === null ? points : points.slice(0, alertFrom + 1);
  const hot = alertFrom === null ? [] : points.slice(alertFrom);
  return (
    <svg className="sparkline" width={width} height={height} role="img" aria-label={label}>
      <line className="sparkline-rule" x1={0} x2={width} y1={3.5} y2={3.5} />
      <path className="sparkline-line" d={drawPolyline(calm)} />
      <path className="sparkline-line sparkline-hot" d={drawPolyline(hot)} />
      {last === undefined ? null : (
        <circle
          className={hot.length > 0 ? 'sparkline-end sparkline-hot' : 'sparkline-end'}
          cx={last.x}
          cy={last.y}
          r={1.8}
        />
      )}
    </svg>
  );
}
