import type { JSX, ReactNode } from 'react';
import { bandOf, bandWord } from './risk-band.ts';
import { RiskMark } from './RiskMark.tsx';
import { formatScore } from './format-score.ts';
import './risk.css';

/** The one big number of a VM page, its band in words and a line under it. */
export function RiskHero({ risk, children }: { risk: number | null; children?: ReactNode }): JSX.Element {
  const band = bandOf(risk);
  return (
    <div className={`risk-hero risk-${band}`}>
      <RiskMark band={band} size={20} silent />
      <span className="text-hero">{formatScore(risk)}</span>
      <span className="risk-hero-words">
        <span className="risk-hero-band">{band === 'none' ? 'Not scored' : `${bandWord(band)} risk`}</span>
        <span className="third">{children}</span>
      </span>
    </div>
  );
}
