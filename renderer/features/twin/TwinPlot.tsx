import { type JSX, useId } from 'react';
import { Area, ComposedChart, Line, XAxis, YAxis } from 'recharts';
import type { TwinSeries } from '../../../shared/contract/twin.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { Brush } from '../../ui/Brush.tsx';
import { shareOf } from '../../ui/brush-range.ts';
import { formatClock, formatWindow } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useWidth } from '../captures/use-width.ts';
import { formatTick, placeTicks } from '../timeline/axis-ticks.ts';
import { LearnedStrip } from './LearnedStrip.tsx';
import { placeMarks } from './place-marks.ts';
import type { RankedWindow } from './rank-windows.ts';
import { peakOf, tellGap, toTwinPoints } from './twin-points.ts';
import { tellSeries } from './twin-words.ts';
import { formatLevel, makeValueAxis } from './value-axis.ts';

const height = 208;
/** Pixels above the scale, in which the numbers of the highest peaks stand. */
const head = 26;
const markSize = 24;
const hotStroke = 2.4;

/** Pixels from the top of the plot to a value. */
function toY(level: number, top: number): number {
  return head + (1 - level / top) * (height - head);
}

/** The chart: bands, predicted and observed, the alarm line, numbers of the worst windows, and what was learned from. */
export function TwinPlot(props: {
  series: TwinSeries;
  label: string;
  /** How far the channel is with learning, '' where it is not said. */
  learning: string;
  /** When departures began to be told: from there the alarm line stands. */
  since: number;
  gaps: readonly TimeWindow[];
  ranked: readonly RankedWindow[];
  open: string | null;
  onOpen: (window: string) => void;
  window: TimeWindow | null;
  onWindow: (window: TimeWindow | null) => void;
}): JSX.Element {
  const { series, gaps } = props;
  const [plot, width] = useWidth<HTMLDivElement>();
  const { top, ticks: levels } = makeValueAxis(peakOf(series));
  const { ticks, step } = placeTicks(series.from, series.to, Math.max(2, Math.floor(width / 110)));
  // A step or two of idleness breaks the line; a hatch is for what one must know of.
  const isWide = (gap: TimeWindow): boolean => gap.to - gap.from > series.step * 2.5;
  const marks = placeMarks(props.ranked, series, { top, width: width || 1, size: markSize });
  return (
    <figure className="twin-figure">
      <figcaption className="visually-hidden">{tellSeries(series, props.label, props.since)}</figcaption>
      <div className="twin-levels mono" aria-hidden="true" style={{ height }}>
        {levels.map((level) => (
          <span key={level} style={{ top: toY(level, top) }}>
            {level}
          </span>
        ))}
      </div>
      <div className="twin-plot" ref={plot}>
        <div className="twin-drawing" style={{ height }}>
          {levels.map((level) => (
            <span key={level} className="twin-grid" style={{ top: toY(level, top) }} />
          ))}
          {width === 0 ? null : <Lines series={series} since={props.since} width={width} top={top} />}
          {gaps.filter(isWide).map((gap) => (
            <Gap key={gap.from} gap={gap} series={series} />
          ))}
          <AlarmLine series={series} top={top} since={props.since} learning={props.learning} />
          {width === 0 ? null : (
            <div className="twin-brush">
              <Brush
                axis={series}
                value={props.window}
                onChange={props.onWindow}
                label="Window of time over the chart"
                describe={formatClock}
              />
            </div>
          )}
          {marks.map(({ ranked: { rank, window }, left, top: share }) => (
            <button
              key={window.id}
              type="button"
              className={window.id === props.open ? 'twin-mark twin-mark-open' : 'twin-mark'}
              aria-label={`Window ${String(rank)}, ${formatClock(window.from)}, ${formatLevel(window.bits)} ${series.unit}`}
              style={{ left: `${left * 100}%`, top: head + share * (height - head) - markSize - 2 }}
              onClick={() => props.onOpen(window.id)}
            >
              <span className="twin-rank">{rank}</span>
            </button>
          ))}
        </div>
        <div className="timeline-axis twin-axis" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${shareOf(series, tick) * 100}%` }}>
              {formatTick(tick, step)}
            </span>
          ))}
        </div>
        <LearnedStrip series={series} />
      </div>
    </figure>
  );
}

function Lines(props: { series: TwinSeries; since: number; width: number; top: number }): JSX.Element {
  const { series, since, width, top } = props;
  const id = useId();
  const { threshold } = series;
  const shared = { isAnimationActive: false, dot: false, activeDot: false } as const;
  // Where the line crosses the alarm line its colour changes, not at the next point; half a stroke later, so that one
  // that runs just under it keeps its own.
  const crossing = threshold === null ? 0 : Math.max(0, toY(threshold, top) - hotStroke / 2) / height;
  return (
    <div aria-hidden="true">
      <ComposedChart
        width={width}
        height={height}
        data={toTwinPoints(series, since)}
        margin={{ top: head, right: 0, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <defs>
          <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="0" y2={height}>
            <stop className="twin-stop-hot" offset={crossing} />
            <stop className="twin-stop-none" offset={crossing} />
          </linearGradient>
        </defs>
        <XAxis dataKey="time" type="number" domain={[series.from, series.to]} allowDataOverflow hide />
        <YAxis domain={[0, top]} allowDataOverflow hide />
        <Area {...shared} dataKey="band90" type="linear" stroke="none" fill="var(--band-15)" fillOpacity={1} />
        <Area {...shared} dataKey="band50" type="linear" stroke="none" fill="var(--band-35)" fillOpacity={1} />
        <Line
          {...shared}
          dataKey="predicted"
          className="twin-predicted"
          type="linear"
          stroke="var(--accent)"
          strokeWidth={1.3}
          strokeDasharray="5 4"
        />
        <Line
          {...shared}
          dataKey="observed"
          className="twin-observed"
          type="linear"
          stroke="var(--text)"
          strokeWidth={1.4}
          strokeLinecap="round"
          strokeLinejoin="round"
        />
        {threshold === null ? null : (
          <Line
            {...shared}
            dataKey="judged"
            className="twin-hot"
            type="linear"
            stroke={`url(#${id})`}
            strokeWidth={hotStroke}
            strokeLinejoin="round"
          />
        )}
      </ComposedChart>
    </div>
  );
}

function AlarmLine(props: { series: TwinSeries; top: number; since: number; learning: string }): JSX.Element {
  const { series, top, since, learning } = props;
  if (series.threshold === null) {
    const why = series.thresholdText === '' ? 'no alarm line while it learns' : series.thresholdText;
    return (
      <span className="twin-alarm-words twin-no-alarm">
        <HostileText text={learning === '' ? why : `${why}; ${learning}`} />
      </span>
    );
  }
  const left = shareOf(series, Math.max(since, series.from));
  return (
    <span
      className={left > 0.8 ? 'twin-alarm twin-alarm-late' : 'twin-alarm'}
      style={{ top: toY(series.threshold, top), left: `${left * 100}%` }}
    >
      <span className="twin-alarm-words">alarm above {formatLevel(series.threshold)}</span>
    </span>
  );
}

function Gap({ gap, series }: { gap: TimeWindow; series: TwinSeries }): JSX.Element {
  const left = shareOf(series, gap.from);
  const width = shareOf(series, gap.to) - left;
  const why = tellGap(gap, series.learned);
  return (
    <span
      className="timeline-gap twin-gap"
      title={`${formatWindow(gap.from, gap.to)}: ${why}`}
      style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
    >
      {width > 0.12 ? why : null}
    </span>
  );
}
