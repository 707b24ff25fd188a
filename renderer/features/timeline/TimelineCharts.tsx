import { type JSX, useId } from 'react';
import { Area, AreaChart, Bar, BarChart, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Timeline, TimelinePoint } from './timeline-data.ts';

const none = { top: 0, right: 0, bottom: 0, left: 0 };

/** Persona probabilities as a stack that fills the box; hostile labels are hatched. */
export function PersonaStack(props: {
  timeline: Timeline;
  points: TimelinePoint[];
  width: number;
  height: number;
}): JSX.Element {
  const { timeline, points, width, height } = props;
  const id = useId();
  return (
    <AreaChart width={width} height={height} data={points} margin={none} accessibilityLayer={false}>
      <defs>
        {timeline.labels.map((label, index) =>
          label.hostile ? (
            <pattern
              key={label.label}
              id={`${id}-${index}`}
              className={`persona-${label.family}`}
              width="6"
              height="6"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <rect className="hatch-ground" width="6" height="6" />
              <rect className="hatch-stroke" width="3.2" height="6" />
            </pattern>
          ) : null,
        )}
      </defs>
      <XAxis dataKey="time" type="number" domain={[timeline.from, timeline.to]} hide />
      <YAxis domain={[0, 1]} hide />
      {/* The likeliest label stands on top, as in the bar it is the first. */}
      {timeline.labels
        .map((label, index) => (
          <Area
            key={label.label}
            className={`stack persona-${label.family}`}
            dataKey={`p${index}`}
            stackId="persona"
            type="linear"
            isAnimationActive={false}
            stroke="none"
            fill={label.hostile ? `url(#${id}-${index})` : 'var(--hue)'}
            fillOpacity={label.hostile ? 1 : 0.88}
            dot={false}
            activeDot={false}
          />
        ))
        .toReversed()}
    </AreaChart>
  );
}

/** Risk over time; the part from 0.70 up has its band's hue and a heavier stroke. */
export function RiskLine(props: {
  timeline: Timeline;
  points: TimelinePoint[];
  width: number;
  height: number;
}): JSX.Element {
  const { timeline, points, width, height } = props;
  const id = useId();
  return (
    <LineChart
      width={width}
      height={height}
      data={points}
      margin={{ ...none, top: 6, bottom: 1 }}
      accessibilityLayer={false}
    >
      <defs>
        <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="0" y2={height}>
          <stop className="stop-critical" offset={(6 + 0.1 * (height - 7)) / height} />
          <stop className="stop-high" offset={(6 + 0.1 * (height - 7)) / height} />
        </linearGradient>
      </defs>
      <XAxis dataKey="time" type="number" domain={[timeline.from, timeline.to]} hide />
      <YAxis domain={[0, 1]} hide />
      <ReferenceLine y={0.7} className="threshold" ifOverflow="visible" />
      <ReferenceLine y={0.4} className="threshold" ifOverflow="visible" />
      <Line
        className="observed"
        dataKey="risk"
        type="linear"
        dot={false}
        activeDot={false}
        strokeWidth={1.5}
        isAnimationActive={false}
        stroke="var(--text)"
      />
      <Line
        dataKey="hot"
        type="linear"
        dot={false}
        activeDot={false}
        strokeWidth={2.2}
        isAnimationActive={false}
        stroke={`url(#${id})`}
      />
    </LineChart>
  );
}

/** Bytes a bucket in one direction, as bars. */
export function ByteBars(props: {
  timeline: Timeline;
  points: TimelinePoint[];
  width: number;
  height: number;
}): JSX.Element {
  return (
    <BarChart
      width={props.width}
      height={props.height}
      data={props.points}
      margin={none}
      barCategoryGap={1}
      accessibilityLayer={false}
    >
      <XAxis dataKey="time" hide />
      <YAxis hide />
      <Bar dataKey="bytesOut" isAnimationActive={false} fill="var(--bar-observed)" />
    </BarChart>
  );
}
