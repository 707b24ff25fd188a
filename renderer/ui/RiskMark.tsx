import type { JSX } from 'react';
import { bandWord, type RiskBand } from './risk-band.ts';
import './risk.css';

/** Shape of a risk band: octagon with !, diamond, triangle, circle, dashed circle. Says its word unless `silent`. */
export function RiskMark(props: { band: RiskBand; size?: number; silent?: boolean }): JSX.Element {
  const { band, size = 12, silent = false } = props;
  const label = silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': `${bandWord(band)} risk` };
  return (
    <svg className={`risk-mark risk-${band}`} width={size} height={size} viewBox="0 0 12 12" {...label}>
      <MarkShape band={band} />
    </svg>
  );
}

function MarkShape({ band }: { band: RiskBand }): JSX.Element {
  switch (band) {
    case 'critical':
      return (
        <>
          <path className="risk-solid" d="M3.6.4h4.8l3.2 3.2v4.8l-3.2 3.2H3.6L.4 8.4V3.6z" />
          <path className="risk-cutout" d="M5.2 2.5h1.6l-.25 4.3h-1.1zM5.2 8h1.6v1.5H5.2z" />
        </>
      );
    case 'high':
      return <path className="risk-solid" d="M6 0l6 6-6 6-6-6z" />;
    case 'elevated':
      return <path className="risk-hollow" d="M6 1.4l4.9 9.2H1.1z" strokeLinejoin="round" />;
    case 'low':
      return <circle className="risk-hollow" cx="6" cy="6" r="4.2" />;
    default:
      return <circle className="risk-hollow" cx="6" cy="6" r="4.6" strokeDasharray="1.6 1.7" />;
  }
}
