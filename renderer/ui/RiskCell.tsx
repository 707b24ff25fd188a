import type { JSX } from 'react';
import { bandOf } from './risk-band.ts';
import { RiskMark } from './RiskMark.tsx';
import { formatScore } from './format-score.ts';
import { useChanged } from './use-changed.ts';
import './risk.css';

/** Mark, two decimals and a bar with notches at 0.4 and 0.7. */
export function RiskCell({ risk, bar = true }: { risk: number | null; bar?: boolean }): JSX.Element {
  const band = bandOf(risk);
  const shown = formatScore(risk);
  const changed = useChanged(shown);
  return (
    <span className={`risk-cell risk-${band}`}>
      <RiskMark band={band} />
      <span className={changed ? 'risk-number mono changed' : 'risk-number mono'}>{shown}</span>
      {bar ? <RiskBar risk={risk} /> : null}
    </span>
  );
}

const segments = [
  [0, 0.4],
  [0.4, 0.7],
  [0.7, 1],
] as const;

function RiskBar({ risk }: { risk: number | null }): JSX.Element {
  const width = 44;
  const gap = 1.5;
  return (
    <svg className="risk-bar" width={width} height={4} aria-hidden="true">
      {segments.map(([from, to], index) => {
        const left = from * width + (index > 0 ? gap / 2 : 0);
        const right = to * width - (index < 2 ? gap / 2 : 0);
        const end = Math.min(right, (risk ?? 0) * width);
        return (
          <g key={from}>
            <rect className="risk-track" x={left} y={0} width={right - left} height={4} />
            {end > left ? <rect className="risk-solid" x={left} y={0} width={end - left} height={4} /> : null}
          </g>
        );
      })}
    </svg>
  );
}
