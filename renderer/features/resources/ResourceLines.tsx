import type { JSX } from 'react';
import { Line, LineChart, XAxis, YAxis } from 'recharts';
import type { TimeWindow } from '../../../shared/units.ts';
import { type ResourceChart, type Resources, topOf, toResourcePoints } from './resource-charts.ts';

const margin = { top: 3, right: 0, bottom: 1, left: 0 };
const strokes = ['var(--text)', 'var(--accent)', 'var(--text-3)', 'var(--persona-api)'];

/** The measures of one chart as lines; the first is the strongest. No line crosses a gap. */
export function ResourceLines(props: {
  chart: ResourceChart;
  resources: Resources;
  axis: TimeWindow;
  width: number;
  height: number;
}): JSX.Element {
  const { chart, axis, width, height } = props;
  return (
    <LineChart
      width={width}
      height={height}
      data={toResourcePoints(props.resources, chart)}
      margin={margin}
      accessibilityLayer={false}
    >
      <XAxis dataKey="time" type="number" domain={[axis.from, axis.to]} allowDataOverflow hide />
      <YAxis domain={[0, topOf(chart)]} hide />
      {chart.series
        .map((series, index) => (
          <Line
            key={series.key}
            className="observed"
            dataKey={`v${index}`}
            type="linear"
            dot={false}
            activeDot={false}
            strokeWidth={1.3}
            // A lone point between gaps then shows as a dot.
            strokeLinecap="round"
            isAnimationActive={false}
            stroke={strokes[index] ?? 'var(--control)'}
          />
        ))
        .toReversed()}
    </LineChart>
  );
}
