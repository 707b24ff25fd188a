import type { JSX } from 'react';
import type { Live } from '../../../shared/contract/live.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useNow } from '../../data/use-now.ts';
import { listLiveEntries, type StatusEntry } from './live-words.ts';

/** The part of the honesty bar that ages: it counts by itself, so that the rest of the frame is not drawn with it. */
export function LiveStatus(props: { live: Live; renderEntry: (entry: StatusEntry) => JSX.Element }): JSX.Element {
  const hosts = useHosts();
  const now = useNow(props.live.kind === 'live' ? 200 : 1000);
  return <>{listLiveEntries(props.live, hosts ?? [], now).map(props.renderEntry)}</>;
}

/** The day and time of the console in UTC. */
export function StatusClock({ render }: { render: (now: number) => JSX.Element }): JSX.Element {
  return render(useNow());
}
