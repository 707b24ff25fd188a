import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, Circle, FolderOpen } from 'lucide-react';
import type { JSX } from 'react';
import type { Session } from '../../../shared/contract/session.ts';
import { useSession } from '../../data/use-session.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { formatShare } from '../../ui/format-share.ts';

/** Which session the screen shows, and the way to another. */
export function SourceControl(): JSX.Element {
  const navigate = useNavigate();
  const { session, open } = useSession();
  const items: MenuItem[] = open.map((other) => ({
    key: other.id,
    label: <HostileText text={other.name} cut />,
    detail: tellState(other),
    checked: other.id === session?.id,
    // Another session has other times: the window of the first would hide all of it.
    onPick: () => void navigate({ to: '/fleet', search: { session: other.id, from: undefined, to: undefined } }),
  }));
  items.push(
    { key: 'open', label: 'Open a capture…', onPick: () => void navigate({ to: '/start' }) },
    { key: 'all', label: 'All sessions', onPick: () => void navigate({ to: '/sessions' }) },
  );
  return (
    <Menu
      label="Source"
      buttonClass="top-control"
      items={items}
      button={
        <>
          {session === null ? (
            <>
              <Circle size={9} aria-hidden="true" />
              <span className="top-strong">No source</span>
            </>
          ) : (
            <>
              <FolderOpen size={14} aria-hidden="true" />
              <span className="top-strong">{session.sample ? 'Sample' : 'Session'}</span>
              <span className="mono second top-name">
                <HostileText text={session.name} cut />
              </span>
            </>
          )}
          <ChevronDown size={13} aria-hidden="true" />
        </>
      }
    />
  );
}

/** State of a session in a word or two. */
function tellState(session: Session): string {
  switch (session.state) {
    case 'reading':
      return `reading, ${formatShare(session.progress)}`;
    case 'stopped':
      return `stopped at ${formatShare(session.progress)}`;
    case 'failed':
      return 'could not be read';
    default:
      return session.sample ? 'sample' : '';
  }
}
