import { CircleDashed, CirclePause, CircleX, TriangleAlert } from 'lucide-react';
import type { JSX } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { hostStateWords } from './host-words.ts';
import './hosts.css';

/** Shape of a host's state: dot, dashed circle, triangle, cross, bars. Says its word unless `silent`. */
export function HostMark(props: { state: Host['state']; size?: number; silent?: boolean }): JSX.Element {
  const { state, size = 12, silent = false } = props;
  const label = silent ? { 'aria-hidden': true } : { role: 'img', 'aria-label': hostStateWords[state] };
  const className = `host-mark host-${state}`;
  switch (state) {
    case 'up':
      return (
        <svg className={className} width={size} height={size} viewBox="0 0 12 12" {...label}>
          <circle cx="6" cy="6" r="4" />
        </svg>
      );
    case 'connecting':
      return <CircleDashed className={className} size={size} {...label} />;
    case 'stale':
      return <TriangleAlert className={className} size={size} {...label} />;
    case 'paused':
      return <CirclePause className={className} size={size} {...label} />;
    default:
      return <CircleX className={className} size={size} {...label} />;
  }
}
