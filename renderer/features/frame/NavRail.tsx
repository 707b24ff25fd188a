import { Link, useRouterState } from '@tanstack/react-router';
import {
  FolderOpen,
  Globe,
  ScrollText,
  Server,
  ShieldCheck,
  SlidersHorizontal,
  TriangleAlert,
  Waypoints,
} from 'lucide-react';
import type { JSX } from 'react';
import { useEngineQuery } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { isWaiting } from '../incidents/is-waiting.ts';

const places = [
  { to: '/fleet', label: 'Fleet', icon: Server, also: ['/vm', '/start'] },
  { to: '/incidents', label: 'Incidents', icon: TriangleAlert, also: [] },
  { to: '/graph', label: 'Graph', icon: Waypoints, also: [] },
  { to: '/policy', label: 'Policy', icon: ShieldCheck, also: ['/change'] },
  { to: '/intel', label: 'Intel', icon: Globe, also: [] },
  { to: '/sessions', label: 'Sessions', icon: FolderOpen, also: ['/session'] },
  { to: '/audit', label: 'Audit', icon: ScrollText, also: [] },
  { to: '/settings', label: 'Settings', icon: SlidersHorizontal, also: [] },
] as const;

/** The rail at the left: where one can go, and how many incidents wait. */
export function NavRail(): JSX.Element {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const { session } = useSession();
  const incidents = useEngineQuery('incident.list', { session: session?.id ?? '' }, { enabled: session !== null });
  const waiting = incidents.data?.incidents.filter(isWaiting).length ?? 0;
  return (
    <nav className="nav-rail" aria-label="Screens">
      <span className="nav-logo" aria-hidden="true">
        <Logo />
      </span>
      {places.map(({ to, label, icon: Icon, also }) => {
        const here = [to, ...also].some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
        const count = to === '/incidents' && waiting > 0 ? waiting : null;
        return (
          <Link
            key={to}
            to={to}
            className={`nav-place${to === '/audit' ? ' nav-last' : ''}`}
            aria-current={here ? 'page' : undefined}
            activeProps={{}}
          >
            <Icon size={17} strokeWidth={1.6} aria-hidden="true" />
            {label}
            {count === null ? null : (
              <>
                <span className="nav-count" aria-hidden="true">
                  {count > 99 ? '99+' : count}
                </span>
                <span className="visually-hidden">, {count} waiting</span>
              </>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

function Logo(): JSX.Element {
  return (
    <svg width="24" height="20" viewBox="0 0 24 20" fill="none" stroke="currentColor" strokeWidth="1.7">
      <path d="M2 14.5C4.5 14.5 5 3 8 3s3 8.5 4.500 8.500S14.500 3 17 3s2.500 11.500 5 11.500" strokeLinecap="round" />
      <path d="M2 18h20" strokeWidth="1.1" opacity=".75" />
    </svg>
  );
}
