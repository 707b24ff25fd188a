import { Hexagon } from 'lucide-react';
import type { JSX } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { shareOf } from '../../ui/brush-range.ts';
import { formatScore } from '../../ui/format-score.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { bandOf } from '../../ui/risk-band.ts';
import { RiskMark } from '../../ui/RiskMark.tsx';
import { useWidth } from '../captures/use-width.ts';
import { formatTick, placeTicks } from '../timeline/axis-ticks.ts';
import { type Lane, type LaneDrawing, layLanes, spreadSteps } from './lay-lanes.ts';
import './lanes.css';

const laneHeight = 46;

/** The steps of a story on lanes in time order: who reached whom. The table below says the same in words. */
export function IncidentLanes(props: {
  incident: Incident;
  rows: readonly SubjectRow[];
  chosen: string | null;
  onChoose: (alert: string) => void;
}): JSX.Element {
  const drawing = layLanes(props.incident, props.rows);
  const [plot, width] = useWidth<HTMLDivElement>();
  const height = drawing.lanes.length * laneHeight;
  const { ticks, step } = placeTicks(drawing.from, drawing.to, Math.max(2, Math.floor(width / 110)));
  return (
    <div className="lanes">
      <div className="lane-names">
        {drawing.lanes.map((lane) => (
          <LaneName key={lane.key} lane={lane} />
        ))}
        {drawing.folded + drawing.left === 0 ? null : (
          <span className="third text-caption">{tellFolded(drawing.folded, drawing.left)}</span>
        )}
      </div>
      <div className="lane-plot" ref={plot}>
        {width === 0 ? null : (
          <>
            <svg width={width} height={height} aria-hidden="true">
              {ticks.map((tick) => (
                <line
                  key={tick}
                  className="lane-grid"
                  x1={shareOf(drawing, tick) * width}
                  x2={shareOf(drawing, tick) * width}
                  y1={0}
                  y2={height}
                />
              ))}
              {drawing.lanes.map((lane, index) => (
                <line key={lane.key} className="lane-line" x1={0} x2={width} y1={middle(index)} y2={middle(index)} />
              ))}
              <Arrows drawing={drawing} width={width} />
            </svg>
            <Steps drawing={drawing} width={width} chosen={props.chosen} onChoose={props.onChoose} />
          </>
        )}
        <div className="lane-axis mono" aria-hidden="true">
          {ticks.map((tick) => (
            <span key={tick} style={{ left: `${shareOf(drawing, tick) * 100}%` }}>
              {formatTick(tick, step)}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

function tellFolded(vms: number, steps: number): string {
  const parts = [
    ...(vms > 0 ? [`${vms} more ${vms === 1 ? 'VM' : 'VMs'}`] : []),
    ...(steps > 0 ? [`${steps} more ${steps === 1 ? 'step' : 'steps'} in the table`] : []),
  ];
  return parts.join(', ');
}

function middle(lane: number): number {
  return lane * laneHeight + laneHeight / 2;
}

function placeSteps(drawing: LaneDrawing, width: number): number[] {
  const places = spreadSteps(
    drawing.steps.map((step) => ({ at: step.at, lane: step.to ?? step.from })),
    width,
    22,
  );
  return places.map((x) => Math.min(x, width - 12));
}

function Arrows({ drawing, width }: { drawing: LaneDrawing; width: number }): JSX.Element {
  const places = placeSteps(drawing, width);
  return (
    <>
      {drawing.lanes.map(({ key, hot }, lane) =>
        hot === null ? null : (
          <line
            key={key}
            className={`lane-hot risk-${bandOf(hot.risk)}`}
            x1={hot.from * width}
            x2={width}
            y1={middle(lane)}
            y2={middle(lane)}
          />
        ),
      )}
      {drawing.steps.map((step, index) => {
        if (step.to === null) return null;
        const x = places[index] ?? 0;
        const down = step.to > step.from;
        const end = middle(step.to) + (down ? -10 : 10);
        const tip = down ? -7 : 7;
        return (
          <g key={step.step.number} className="lane-arrow">
            <line x1={x} x2={x} y1={middle(step.from)} y2={end + tip} />
            <path d={`M${x - 4.5} ${end + tip}h9L${x} ${end}z`} />
          </g>
        );
      })}
    </>
  );
}

function Steps(props: {
  drawing: LaneDrawing;
  width: number;
  chosen: string | null;
  onChoose: (alert: string) => void;
}): JSX.Element {
  const { drawing, width } = props;
  const places = placeSteps(drawing, width);
  return (
    <>
      {drawing.steps.map(({ step, from, to }, index) => {
        const { number, lead, more } = step;
        const lane = to ?? from;
        const x = places[index] ?? 0;
        // The words stand to the right, above the lane: up to the next step there, or the end of the drawing.
        const next = drawing.steps.findIndex((other, at) => at > index && (other.to ?? other.from) === lane);
        const words = more.length === 0 ? lead.title : `${lead.title} and ${more.length} more`;
        const room = (places[next] ?? width) - x - 36 > words.length * 5.9;
        return (
          <button
            key={number}
            type="button"
            className="lane-step"
            aria-pressed={props.chosen === lead.id}
            title={words}
            style={{ left: x, top: middle(lane) }}
            onClick={() => props.onChoose(lead.id)}
          >
            <span className="visually-hidden">Step </span>
            <span className="step-number">{number}</span>
            <span className={room ? 'lane-words' : 'visually-hidden'}>
              <HostileText text={words} />
            </span>
          </button>
        );
      })}
    </>
  );
}

function LaneName({ lane }: { lane: Lane }): JSX.Element {
  return (
    <div className="lane-name" style={{ height: laneHeight }}>
      {lane.kind === 'outside' ? (
        <Hexagon size={13} className="second" aria-hidden="true" />
      ) : (
        <RiskMark band={bandOf(lane.risk)} size={12} />
      )}
      <span className="lane-name-words">
        <span className="strong">
          <HostileText text={lane.name} cut="host" />
        </span>
        <span className="third text-caption">
          {lane.kind === 'subject' ? `${formatScore(lane.risk)} ` : ''}
          <HostileText text={lane.detail} />
          {lane.kind === 'subject' && lane.hot === null ? ', told nothing' : ''}
        </span>
      </span>
    </div>
  );
}
