import { useNavigate, useRouterState, useSearch } from '@tanstack/react-router';
import { type JSX, type ReactNode, useState } from 'react';
import { useSession } from '../../data/use-session.ts';
import { useShortcut } from '../../ui/use-shortcut.ts';
import { Conditions } from '../conditions/Conditions.tsx';
import { LiveAnnouncer } from '../live/LiveAnnouncer.tsx';
import { ReplayBar } from '../live/ReplayBar.tsx';
import { Palette } from '../palette/Palette.tsx';
import { KeyboardMap } from './KeyboardMap.tsx';
import { NavRail } from './NavRail.tsx';
import { StatusBar } from './StatusBar.tsx';
import { TopBar } from './TopBar.tsx';
import { useControlKey } from './use-control-key.ts';
import { useGoKeys } from './use-go-keys.ts';
import { useWindowKeys } from './use-window-keys.ts';
import './frame.css';

/** Rail, top bar and status bar round the screen; the keys that work everywhere. */
export function Frame({ children }: { children: ReactNode }): JSX.Element {
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const navigate = useNavigate();
  const conditions = useSearch({ strict: false, select: (search) => search.conditions === true });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const setConditions = (open: boolean): void => {
    void navigate({
      to: '.',
      search: (search) => ({ ...search, conditions: open ? true : undefined }),
      replace: true,
    });
  };
  const { session } = useSession();
  useGoKeys();
  useWindowKeys();
  useControlKey('k', () => setPalette(true));
  useShortcut('?', () => setKeys(true));
  useShortcut(conditions ? 'Escape' : '', () => setConditions(false));
  return (
    <div className="frame">
      <a className="skip-link" href="#screen" onClick={focusScreen}>
        Skip to the screen
      </a>
      <NavRail />
      <TopBar onPalette={() => setPalette(true)} />
      {session?.live?.replay == null ? null : <ReplayBar session={session.id} replay={session.live.replay} />}
      {session === null || session.live === null ? null : <LiveAnnouncer session={session.id} />}
      <div className="frame-middle">
        <main id="screen" className="frame-main" tabIndex={-1} key={path.split('/', 2)[1]}>
          {children}
        </main>
        {conditions ? <Conditions onClose={() => setConditions(false)} /> : null}
      </div>
      <StatusBar onConditions={() => setConditions(!conditions)} open={conditions} />
      <Palette open={palette} onClose={() => setPalette(false)} />
      <KeyboardMap open={keys} onClose={() => setKeys(false)} />
    </div>
  );
}

/** The address behind `#` is the screen's own, so the link moves the focus by hand. */
function focusScreen(event: { preventDefault: () => void }): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#screen')?.focus();
}
