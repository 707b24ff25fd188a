import type { JSX } from 'react';
import type { TimeWindow } from '../../../shared/units.ts';
import { Brush } from '../../ui/Brush.tsx';
import { shareOf } from '../../ui/brush-range.ts';
import { formatBytes } from '../../ui/format-bytes.ts';
import { formatClock, formatMinute } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { useWidth } from '../captures/use-width.ts';
import { formatTick, placeTicks } from './axis-ticks.ts';
import { findGaps, lastSeen, tellTimeline, type Timeline, toPoints } from './timeline-data.ts';
import { ByteBars, PersonaStack, RiskLine } from './TimelineCharts.tsx';
import { TimelineEvents } from './TimelineEvents.tsx';
import './timeline.css';

const heights = { persona: 92, risk: 96, events: 46, bytes: 30 };

/** The charts over one axis, the brush over them, and their names at the left. */
export function TimelineStack(props: {
  timeline: Timeline;
  window: TimeWindow | null;
  onWindow: (window: TimeWindow | null) => void;
  onAlert: (alert: string) => void;
}): JSX.Element {
  const { timeline } = props;
  const [plot, width] = useWidth<HTMLDivElement>();
  const points = toPoints(timeline);
  const charts = { timeline, points, width };
  const { ticks, step } = placeTicks(timeline.from, timeline.to, Math.max(2, Math.floor(width / 110)));
  const peak = Math.max(0, ...points.map((point) => point.bytesOut));
  return (
    <figure className="timeline">
      <figcaption className="visually-hidden">{tellTimeline(timeline)}</figcaption>
      <div className="timeline-names" aria-hidden="true">
        <span style={{ height: heights.persona + 14 }}>
          Persona
          <br />
          probability
        </span>
        <span style={{ height: heights.risk }}>Risk</span>
        <span style={{ height: heights.events }}>Alerts</span>
        <span>
          Bytes out
          <br />
          <span className="third">to {formatBytes(peak)}</span>
        </span>
      </div>
      <div className="timeline-plot" ref={plot}>
        {width === 0 ? null : (
          <>
            <div aria-hidden="true" className="timeline-persona" style={{ height: heights.persona }}>
              <PersonaStack {...charts} height={heights.persona} />
              <Gaps timeline={timeline} />
              <StackLabels timeline={timeline} />
            </div>
            <div aria-hidden="true" className="timeline-risk" style={{ height: heights.risk }}>
              <RiskLine {...charts} height={heights.risk} />
              <span className="threshold-words" style={{ bottom: heights.risk * 0.655 }}>
                0.7 high
              </span>
              <span className="threshold-words" style={{ bottom: heights.risk * 0.375 }}>
                0.4 elevated
              </span>
              <RiskEnd timeline={timeline} height={heights.risk} />
            </div>
            <div className="timeline-events" style={{ height: heights.events }}>
              <TimelineEvents timeline={timeline} width={width} rise={heights.risk} onOpen={props.onAlert} />
            </div>
            <div aria-hidden="true" className="timeline-bytes" style={{ height: heights.bytes }}>
              <ByteBars {...charts} height={heights.bytes} />
            </div>
            <div className="timeline-brush">
              <Brush
                axis={{ from: timeline.from, to: timeline.to }}
                value={props.window}
                onChange={props.onWindow}
                label="Window of time"
                describe={formatClock}
              />
            </div>
          </>
        )}
        <div className="timeline-axis" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${shareOf(timeline, tick) * 100}%` }}>
              {formatTick(tick, step)}
            </span>
          ))}
        </div>
      </div>
    </figure>
  );
}

/** The labels of the last bucket, written where their part of the stack ends. */
function StackLabels({ timeline }: { timeline: Timeline }): JSX.Element {
  const last = timeline.buckets[lastSeen(timeline)];
  const shares = last?.personas ?? [];
  // The words end where the data end; where that is far to the left they begin there instead.
  const end = last === undefined ? 1 : shareOf(timeline, last.time + timeline.step);
  const side = end > 0.25 ? { right: `calc(${(1 - end) * 100}% + 8px)` } : { left: `calc(${end * 100}% + 8px)` };
  const above = (index: number): number => shares.slice(0, index).reduce((sum, share) => sum + share, 0);
  return (
    <>
      {timeline.labels.map((label, index) => {
        const share = shares[index] ?? 0;
        if (share < 0.13) return null;
        return (
          <span
            key={label.label}
            className="stack-label"
            style={{ ...side, top: `${above(index) * 100}%`, height: `${share * 100}%` }}
          >
            <HostileText text={`${label.label} ${share.toFixed(2)}`} />
          </span>
        );
      })}
    </>
  );
}

function RiskEnd({ timeline, height }: { timeline: Timeline; height: number }): JSX.Element | null {
  const at = timeline.buckets.findLastIndex((bucket) => bucket.risk !== null);
  const bucket = timeline.buckets[at];
  if (bucket?.risk == null) return null;
  const left = shareOf(timeline, bucket.time + timeline.step / 2);
  return (
    <span className="risk-end" style={{ left: `${left * 100}%`, top: 6 + (1 - bucket.risk) * (height - 7) }}>
      <RiskMark band={bandOf(bucket.risk)} size={11} silent />
    </span>
  );
}

function Gaps({ timeline }: { timeline: Timeline }): JSX.Element {
  return (
    <>
      {findGaps(timeline).map((gap) => {
        const left = shareOf(timeline, gap.from);
        const width = shareOf(timeline, gap.to) - left;
        return (
          <span
            key={gap.from}
            className="timeline-gap"
            title={`nothing seen ${formatMinute(gap.from)} – ${formatMinute(gap.to)}`}
            style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
          >
            {width > 0.12 ? 'nothing seen' : null}
          </span>
        );
      })}
    </>
  );
}
