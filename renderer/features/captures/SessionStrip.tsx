import { type JSX, useId, useMemo } from 'react';
import type { z } from 'zod';
import type { histogramSchema } from '../../../shared/contract/session.ts';
import type { TimeWindow } from '../../../shared/units.ts';
import { Brush } from '../../ui/Brush.tsx';
import { formatClock } from '../../ui/format-time.ts';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { formatTick, placeTicks } from '../timeline/axis-ticks.ts';
import { buildStripBars, buildStripScale, gatherMarks } from './strip-geometry.ts';
import { useSize } from './use-size.ts';
import './session-strip.css';

/** Bars of a session over time, as the engine counts them. */
export type Histogram = z.infer<typeof histogramSchema>;

const barHeight = 38;

/**
 * The whole session as bars with the alerts below, a brush for the window, and a hatch over what is not read yet.
 * `values` picks what the bars count; `progress` 1 means all is read.
 */
export function SessionStrip(props: {
  histogram: Histogram | undefined;
  values: 'packets' | 'flows' | 'bytes';
  progress: number;
  /** Words in the hatched part. */
  unread: string;
  window: TimeWindow | null;
  onWindow: (window: TimeWindow | null) => void;
  onMark: (alert: string, subject: string, time: number) => void;
  summary: string;
}): JSX.Element {
  const { histogram, values, progress, window } = props;
  const [box, { width }] = useSize<HTMLDivElement>();
  const hatch = useId();
  const scale = useMemo(
    () => buildStripScale(histogram?.from ?? 0, histogram?.to ?? 1, progress, Math.max(1, width)),
    [histogram, progress, width],
  );
  const bars = useMemo(
    () =>
      histogram === undefined
        ? []
        : buildStripBars(histogram[values], histogram.from, histogram.step, scale, barHeight - 4, window),
    [histogram, values, scale, window],
  );
  const marks = useMemo(() => gatherMarks(histogram?.marks ?? [], scale, 13), [histogram, scale]);
  const axis = useMemo(() => placeTicks(scale.from, scale.to, Math.max(2, Math.floor(width / 120))), [scale, width]);
  const readX = scale.toX(scale.readTo);
  return (
    <div className="evidence-strip" ref={box}>
      <div className="evidence-strip-plot">
        <svg className="evidence-strip-bars" width={width} height={barHeight} role="img" aria-label={props.summary}>
          <defs>
            <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <line className="evidence-strip-hatch" x1="0" y1="0" x2="0" y2="6" />
            </pattern>
          </defs>
          {bars.map((bar) => (
            <rect
              key={bar.x}
              className={
                bar.inside && window !== null ? 'evidence-strip-bar evidence-strip-inside' : 'evidence-strip-bar'
              }
              x={bar.x}
              y={barHeight - bar.height}
              width={bar.width}
              height={bar.height}
            />
          ))}
          {progress < 1 ? (
            <rect x={readX} y={0} width={Math.max(0, width - readX)} height={barHeight} fill={`url(#${hatch})`} />
          ) : null}
        </svg>
        {progress < 1 && width - readX > 150 ? (
          <span className="evidence-strip-unread" style={{ left: readX, width: width - readX }}>
            <span>{props.unread}</span>
          </span>
        ) : null}
        {histogram === undefined ? null : (
          <Brush
            axis={{ from: scale.from, to: scale.to }}
            value={window}
            onChange={props.onWindow}
            label="Session over time"
            describe={formatClock}
          />
        )}
        {marks.map((mark) => (
          <button
            key={`${mark.worst.alert} ${mark.x}`}
            type="button"
            className="evidence-strip-mark"
            tabIndex={-1}
            style={{ left: mark.x }}
            title={`${mark.worst.title}, ${formatClock(mark.worst.time)}${mark.count > 1 ? `, and ${mark.count - 1} more here` : ''}`}
            aria-label={`Alert ${mark.worst.title} at ${formatClock(mark.worst.time)}`}
            onClick={() => props.onMark(mark.worst.alert, mark.worst.subject, mark.worst.time)}
          >
            <RiskMark band={bandOf(mark.worst.score)} size={9} silent />
          </button>
        ))}
      </div>
      <div className="evidence-strip-axis mono" aria-hidden="true">
        {(histogram === undefined ? [] : axis.ticks).map((time) => {
          const x = scale.toX(time);
          const place = x < 30 ? 'evidence-strip-tick-first' : x > width - 30 ? 'evidence-strip-tick-last' : undefined;
          return (
            <span key={time} className={place} style={{ left: x }}>
              {formatTick(time, axis.step)}
            </span>
          );
        })}
      </div>
    </div>
  );
}
