import { Navigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useSession } from '../data/use-session.ts';
import { FleetScreen } from '../features/fleet/FleetScreen.tsx';
import { SessionFailed } from '../features/fleet/SessionFailed.tsx';
import { Loading } from '../ui/Loading.tsx';

/** The first screen of a session; without one, the first start page. */
export function Fleet(): JSX.Element {
  const { session, waiting } = useSession();
  if (waiting) return <Loading what="the engine" rows={16} />;
  if (session === null) return <Navigate to="/start" replace />;
  return session.state === 'failed' ? <SessionFailed session={session} /> : <FleetScreen session={session} />;
}
