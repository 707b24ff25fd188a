import { Outlet } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useSessionChanges, useSubjectChanges } from '../data/streams.ts';
import { useSession } from '../data/use-session.ts';
import { Frame } from '../features/frame/Frame.tsx';

/** The frame round every screen; it keeps the streams running that all of them read. */
export function Root(): JSX.Element {
  useSessionChanges();
  const { session } = useSession();
  useSubjectChanges(session?.id ?? null);
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}
