import type { JSX } from 'react';
import type { RiskMove } from '../../../shared/contract/risk.ts';
import { formatScore } from '../../ui/format-score.ts';
import { formatClock } from '../../ui/format-time.ts';
import { bandOf } from '../../ui/risk-band.ts';
import { Time } from '../../ui/Time.tsx';
import { tellHistory } from './history-words.ts';
import { drawStretches, layStretches } from './step-line.ts';

const lines = [
  [0.4, '0.4 elevated'],
  [0.7, '0.7 high'],
] as const;

/** The risk of a VM as steps over the time it was seen; each step leads to its move in the list. */
export function RiskSteps(props: {
  moves: readonly RiskMove[];
  risk: number;
  from: number;
  to: number;
  chosen: number | null;
  onChoose: (index: number) => void;
}): JSX.Element {
  const { moves, risk, from, to } = props;
  const stretches = layStretches(moves, from, to, risk);
  return (
    <figure className="risk-steps" aria-label={`Risk over time. ${tellHistory(moves)}`}>
      <div className="risk-steps-plot">
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">
          {lines.map(([at]) => (
            <line key={at} className="risk-steps-line" x1={0} x2={100} y1={100 - at * 100} y2={100 - at * 100} />
          ))}
          <path className="risk-steps-path" d={drawStretches(stretches)} />
        </svg>
        {lines.map(([at, words]) => (
          <span key={at} className="risk-steps-words third" style={{ top: `${100 - at * 100}%` }}>
            {words}
          </span>
        ))}
        {moves.map((move, index) => (
          <button
            key={move.time}
            type="button"
            className={`risk-steps-mark risk-${bandOf(move.after)}`}
            style={{ left: `${(stretches[index]?.to ?? 0) * 100}%`, top: `${100 - move.after * 100}%` }}
            aria-label={`${formatClock(move.time)}, from ${formatScore(move.before)} to ${formatScore(move.after)}`}
            aria-pressed={props.chosen === index}
            onClick={() => props.onChoose(index)}
          />
        ))}
      </div>
      <figcaption className="risk-steps-axis third">
        <Time micros={from} />
        <span>risk, 0 to 1</span>
        <Time micros={to} />
      </figcaption>
    </figure>
  );
}
