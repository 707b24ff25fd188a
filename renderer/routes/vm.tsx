import { Link, useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useSession } from '../data/use-session.ts';
import { useWindow } from '../features/frame/use-window-keys.ts';
import { VmScreen } from '../features/vm/VmScreen.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';

/** One VM of the current session. */
export function Vm(): JSX.Element {
  const { id } = useParams({ from: '/vm/$id' });
  const { session, waiting } = useSession();
  const window = useWindow();
  const detail = useEngineQuery(
    'subject.get',
    { session: session?.id ?? '', id, ...(window === null ? {} : { window }) },
    { enabled: session !== null, keep: true },
  );
  const back = <Link to="/fleet">Back to the Fleet</Link>;
  if (session === null) {
    return waiting ? <Loading what="the engine" /> : <EmptyState title="No session is open" action={back} />;
  }
  if (detail.data !== undefined && detail.data.row.id === id) {
    return <VmScreen key={id} session={session} detail={detail.data} window={window} />;
  }
  if (detail.error !== null) {
    return (
      <ErrorState
        title="This VM is not in the session"
        detail={tellFailure(detail.error)}
        works="the Fleet"
        action={back}
      />
    );
  }
  return <Loading what="this VM" rows={14} />;
}
