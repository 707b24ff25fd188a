import { type JSX, useState } from 'react';
import type { TimeWindow } from '../../../shared/units.ts';
import { Brush } from '../../ui/Brush.tsx';
import { shareOf } from '../../ui/brush-range.ts';
import { formatClock, formatWindow } from '../../ui/format-time.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Tooltip } from '../../ui/Tooltip.tsx';
import { useWidth } from '../captures/use-width.ts';
import { formatTick, placeTicks } from '../timeline/axis-ticks.ts';
import {
  explainChart,
  formatMeasure,
  latestOf,
  layResources,
  type ResourceChart,
  type Resources,
  tellResources,
  topOf,
} from './resource-charts.ts';
import { ResourceLines } from './ResourceLines.tsx';
import './resources.css';

/** True where nothing happened: an axis then has no top to speak of. */
function isStill(chart: ResourceChart): boolean {
  return chart.unit !== 'share' && chart.series.every(({ values }) => values.every((value) => value === null || value === 0));
}

/** Pixels of a chart: as high as its name with one line a measure, so that no line stands without its word. */
function heightOf(chart: ResourceChart): number {
  return Math.max(44, 16 + 14 * chart.series.length);
}

/** Small charts under each other on the time axis of the timeline above, with the same brush over them. */
export function ResourceStack(props: {
  resources: Resources;
  axis: TimeWindow;
  window: TimeWindow | null;
  onWindow: (window: TimeWindow | null) => void;
}): JSX.Element {
  const { resources, axis } = props;
  const [plot, width] = useWidth<HTMLDivElement>();
  const [all, setAll] = useState(false);
  const { first, more, still } = layResources(resources.series);
  const charts = all ? [...first, ...more] : first;
  const { ticks, step } = placeTicks(axis.from, axis.to, Math.max(2, Math.floor(width / 110)));
  return (
    <figure className="resources">
      <figcaption className="visually-hidden">{tellResources(charts, resources)}</figcaption>
      <ul className="resource-names">
        {charts.map((chart) => (
          <ChartName key={chart.key} chart={chart} step={resources.step} />
        ))}
      </ul>
      <div className="resource-plot" ref={plot}>
        {width === 0 ? null : (
          <>
            {charts.map((chart) => (
              <div key={chart.key} className="resource-row" aria-hidden="true" style={{ height: heightOf(chart) }}>
                <ResourceLines chart={chart} resources={resources} axis={axis} width={width} height={heightOf(chart)} />
                {isStill(chart) ? null : (
                  <span className="resource-top">{formatMeasure(topOf(chart), chart.unit)}</span>
                )}
              </div>
            ))}
            <Gaps gaps={resources.gaps} axis={axis} />
            <div className="resource-brush">
              <Brush
                axis={axis}
                value={props.window}
                onChange={props.onWindow}
                label="Window of time over the resources"
                describe={formatClock}
              />
            </div>
          </>
        )}
        <div className="timeline-axis" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${shareOf(axis, tick) * 100}%` }}>
              {formatTick(tick, step)}
            </span>
          ))}
        </div>
      </div>
      {more.length === 0 && still.length === 0 ? null : (
        <p className="resource-foot third">
          {more.length === 0 ? null : (
            <button type="button" className="link-button" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Fewer charts' : `${String(more.length)} more: ${more.map(({ title }) => title).join(', ')}`}
            </button>
          )}
          {still.length === 0 ? null : <span>0 throughout: {still.join(', ')}</span>}
        </p>
      )}
    </figure>
  );
}

/** Name of a chart with the newest values of its lines, and where they come from. */
function ChartName({ chart, step }: { chart: ResourceChart; step: number }): JSX.Element {
  const single = chart.series.length === 1;
  return (
    <li style={{ height: heightOf(chart) }}>
      <span className="resource-title">
        <span className="second cut">
          <HostileText text={chart.title} />
        </span>
        <Tooltip text={explainChart(chart, step)}>
          <button type="button" className="resource-why" aria-label={`Why, ${chart.title}: ${explainChart(chart, step)}`}>
            why
          </button>
        </Tooltip>
      </span>
      <span className="resource-values">
        {chart.series.map((series, index) => (
          <span key={series.key} className={`resource-value resource-line-${String(index)}`}>
            {single ? null : (
              <span className="cut grow">
                <HostileText text={chart.labels[index] ?? ''} cut />
              </span>
            )}
            <span className="mono">{formatMeasure(latestOf(series), chart.unit)}</span>
          </span>
        ))}
      </span>
    </li>
  );
}

function Gaps({ gaps, axis }: { gaps: Resources['gaps']; axis: TimeWindow }): JSX.Element {
  return (
    <>
      {gaps.map((gap) => {
        const left = shareOf(axis, gap.from);
        const width = shareOf(axis, gap.to) - left;
        if (width <= 0) return null;
        return (
          <span
            key={gap.from}
            className="timeline-gap resource-gap"
            title={`${formatWindow(gap.from, gap.to)}: ${gap.reason}`}
            style={{ left: `${left * 100}%`, width: `${width * 100}%` }}
          >
            {width > 0.12 ? (
              <span className="cut">
                <HostileText text={gap.reason} />
              </span>
            ) : null}
          </span>
        );
      })}
    </>
  );
}
