import { Outlet } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useHostChanges, useSessionChanges, useSubjectChanges } from '../data/streams.ts';
import { useSession } from '../data/use-session.ts';
import { useEnforcementChanges } from '../features/enforcement/use-enforcement.ts';
import { useFeedChanges } from '../features/intel/use-feed-changes.ts';
import { usePolicyChanges } from '../features/policy/use-policy-changes.ts';
import { Frame } from '../features/frame/Frame.tsx';
import { LongSpanProvider } from '../ui/long-span.ts';

const day = 86_400e6;

/** The frame round every screen; it keeps the streams running that all of them read. */
export function Root(): JSX.Element {
  useSessionChanges();
  const { session } = useSession();
  useSubjectChanges(session?.id ?? null);
  useHostChanges();
  useFeedChanges();
  usePolicyChanges();
  useEnforcementChanges();
  const span = session?.start == null || session.end === null ? 0 : session.end - session.start;
  return (
    <LongSpanProvider value={span > day}>
      <Frame>
        <Outlet />
      </Frame>
    </LongSpanProvider>
  );
}
