import type { JSX } from 'react';
import type { Countdown } from './countdown.ts';

const size = 64;
const radius = 29;
const round = 2 * Math.PI * radius;

/** Seconds that are left in a ring that empties; it steps once a second. Its words are the caller's. */
export function CountdownRing({ left }: { left: Countdown }): JSX.Element {
  return (
    <svg className="countdown-ring" width={size} height={size} viewBox={`0 0 ${size} ${size}`} aria-hidden="true">
      <circle className="countdown-track" cx={size / 2} cy={size / 2} r={radius} />
      <circle
        className="countdown-left"
        cx={size / 2}
        cy={size / 2}
        r={radius}
        strokeDasharray={`${left.share * round} ${round}`}
        transform={`rotate(-90 ${size / 2} ${size / 2})`}
      />
      <text x="50%" y="50%" dominantBaseline="central" textAnchor="middle">
        {left.seconds}
      </text>
    </svg>
  );
}
