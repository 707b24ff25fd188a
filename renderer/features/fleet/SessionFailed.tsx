import { useNavigate } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useSession } from '../../data/use-session.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';

/** A session whose files could not be read: what happened and what to do; nothing already opened is lost. */
export function SessionFailed({ session }: { session: Session }): JSX.Element {
  const navigate = useNavigate();
  const { open } = useSession();
  const others = open.length - 1;
  return (
    <ErrorState
      title={session.error?.title ?? `${session.name} could not be read`}
      detail={session.error?.detail}
      works={tellOthers(others)}
      todo={session.error?.action}
      action={
        <Button kind="primary" onClick={() => void navigate({ to: '/start' })}>
          Open another…
        </Button>
      }
    />
  );
}

function tellOthers(count: number): string {
  if (count === 0) return 'opening other files';
  return count === 1 ? 'the other open session' : `${count} other open sessions`;
}
