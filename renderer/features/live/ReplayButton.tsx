import { useNavigate } from '@tanstack/react-router';
import { History } from 'lucide-react';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { findRecording } from './find-recording.ts';

/** Plays a recorded session from its start, as if it were watched; nothing where a session is no recording. */
export function ReplayButton({ session }: { session: Session }): JSX.Element | null {
  const navigate = useNavigate();
  const replay = useCommand('replay.start', ['session.list']);
  const toast = useToast();
  const path = session.live === null ? findRecording(session) : null;
  if (path === null) return null;
  return (
    <Button
      icon={<History size={14} aria-hidden="true" />}
      busy={replay.isPending}
      onClick={() =>
        replay.mutate(
          { path },
          {
            onSuccess: (begun) =>
              void navigate({ to: '/fleet', search: { session: begun.session, from: undefined, to: undefined } }),
            onError: (error) => toast(tellFailure(error), true),
          },
        )
      }
    >
      Replay
    </Button>
  );
}
