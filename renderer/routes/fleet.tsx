import type { JSX } from 'react';
import { useSession } from '../data/use-session.ts';
import { FleetScreen } from '../features/fleet/FleetScreen.tsx';
import { SessionFailed } from '../features/fleet/SessionFailed.tsx';
import { Loading } from '../ui/Loading.tsx';
import { FirstStart } from './first-start.tsx';

/** The first screen of a session; without one, the first start page. */
export function Fleet(): JSX.Element {
  const { session, waiting } = useSession();
  if (waiting) return <Loading what="the engine" rows={16} />;
  // Not a redirect: what was named at the start may still be on its way, and takes this place when it comes.
  if (session === null) return <FirstStart />;
  return session.state === 'failed' ? <SessionFailed session={session} /> : <FleetScreen session={session} />;
}
