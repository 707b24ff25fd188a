import type { JSX, ReactNode } from 'react';
import { bandOf } from './risk-band.ts';
import { formatScore, formatWeight } from './format-score.ts';
import { layWaterfall, type WaterfallBar } from './waterfall-bars.ts';
import './waterfall.css';

/** A row of a {@link Waterfall}. */
export interface WaterfallRow {
  key: string;
  title: ReactNode;
  detail: ReactNode;
  weight: number;
  /** The base rate is drawn grey: it is where everybody starts. */
  base?: boolean;
}

/** Bars that add up to a risk, thresholds as thin rules, and the sum at the end. */
export function Waterfall({ rows, total }: { rows: readonly WaterfallRow[]; total: number | null }): JSX.Element {
  const bars = layWaterfall(rows);
  return (
    <ul className={`waterfall risk-${bandOf(total)}`}>
      {rows.map((row, index) => (
        <li key={row.key} className="waterfall-row">
          <span className="waterfall-words">
            <span className="waterfall-title">{row.title}</span>
            <span className="waterfall-detail">{row.detail}</span>
          </span>
          <WaterfallTrack bar={bars[index]} kind={row.base === true ? 'base' : row.weight < 0 ? 'lowers' : 'raises'} />
          <span className={row.weight < 0 ? 'waterfall-number mono waterfall-less' : 'waterfall-number mono'}>
            {formatWeight(row.weight)}
          </span>
        </li>
      ))}
      <li className="waterfall-row waterfall-sum">
        <span className="waterfall-title">Risk now</span>
        <span className="waterfall-track" aria-hidden="true">
          <Rules />
          <span className="waterfall-total" style={{ width: `${(total ?? 0) * 100}%` }} />
        </span>
        <span className="waterfall-number mono">{formatScore(total)}</span>
      </li>
    </ul>
  );
}

function WaterfallTrack({ bar, kind }: { bar: WaterfallBar | undefined; kind: string }): JSX.Element {
  if (bar === undefined) return <span className="waterfall-track" />;
  return (
    <span className="waterfall-track" aria-hidden="true">
      <Rules />
      <span
        className={`waterfall-bar waterfall-${kind}`}
        style={{ left: `${bar.from * 100}%`, width: `max(2px, ${(bar.to - bar.from) * 100}%)` }}
      />
      <span className="waterfall-link" style={{ left: `${bar.end * 100}%` }} />
    </span>
  );
}

function Rules(): JSX.Element {
  return (
    <>
      <span className="waterfall-rule" style={{ left: '40%' }} />
      <span className="waterfall-rule" style={{ left: '70%' }} />
    </>
  );
}
