import { useNavigate } from '@tanstack/react-router';
import { ChevronDown, Circle, FolderOpen, History } from 'lucide-react';
import type { JSX } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import type { Live } from '../../../shared/contract/live.ts';
import type { Session } from '../../../shared/contract/session.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useSession } from '../../data/use-session.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { Menu, type MenuItem } from '../../ui/Menu.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { HostMark } from '../hosts/HostMark.tsx';
import { isSilent, orderHosts } from '../hosts/host-words.ts';
import { hostsOf } from '../live/live-words.ts';

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
    { key: 'watch', label: 'Watch a host…', onPick: () => void navigate({ to: '/start' }) },
    { key: 'open', label: 'Open a capture…', onPick: () => void navigate({ to: '/start' }) },
    {
      key: 'hosts',
      label: 'Hosts and their state',
      onPick: () => void navigate({ to: '/settings', search: { section: 'hosts' } }),
    },
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
          ) : session.live !== null ? (
            <LiveSource session={session} live={session.live} />
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

/** Names at most this many hosts; more are counted. */
const named = 3;

function LiveSource({ session, live }: { session: Session; live: Live }): JSX.Element {
  const hosts = orderHosts(hostsOf(live, useHosts() ?? []));
  if (live.kind === 'replay') {
    return (
      <>
        <History size={14} aria-hidden="true" />
        <span className="top-strong">Replay</span>
        <span className="mono second top-name">
          <HostileText text={session.name} cut />
        </span>
      </>
    );
  }
  const trouble = tellTrouble(hosts);
  return (
    <>
      <HostMark state={hosts[0]?.state ?? 'connecting'} silent />
      <span className="top-strong">Live</span>
      <span className="second top-hosts">
        {hosts.length > named ? (
          <span>{formatCount(hosts.length)} hosts</span>
        ) : (
          hosts.map((host) => (
            <span key={host.id} className={isSilent(host) ? 'top-host top-host-silent' : 'top-host'}>
              <HostileText text={host.name} cut />
            </span>
          ))
        )}
      </span>
      {trouble === '' ? null : <span className="top-strong">{trouble}</span>}
    </>
  );
}

/** What is not as it should be with the hosts, in a word or two; '' where all is. */
function tellTrouble(hosts: readonly Host[]): string {
  const paused = hosts.filter(({ state }) => state === 'paused').length;
  const silent = hosts.filter((host) => isSilent(host)).length - paused;
  if (silent > 0) return silent === hosts.length ? 'silent' : `${formatCount(silent)} silent`;
  if (paused > 0) return paused === hosts.length ? 'paused' : `${formatCount(paused)} paused`;
  return hosts.some(({ state }) => state === 'connecting') ? 'connecting' : '';
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
    case 'watching':
      return session.live?.kind === 'replay' ? 'replay' : 'live';
    default:
      return session.sample ? 'sample' : '';
  }
}
