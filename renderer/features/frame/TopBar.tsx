import { Search } from 'lucide-react';
import type { JSX } from 'react';
import { useEngineQuery } from '../../data/queries.ts';
import { useSession } from '../../data/use-session.ts';
import { AnswerWait } from '../enforcement/AnswerWait.tsx';
import { PauseControl } from '../live/PauseControl.tsx';
import { RecordControl } from '../live/RecordControl.tsx';
import { initialsOf } from './initials-of.ts';
import { SourceControl } from './SourceControl.tsx';
import { ThemeControl } from './ThemeControl.tsx';
import { WindowControl } from './WindowControl.tsx';

/** Source, window of time, palette, and what is in force. */
export function TopBar({ onPalette }: { onPalette: () => void }): JSX.Element {
  const info = useEngineQuery('console.info', {});
  const { session } = useSession();
  const live = session?.live ?? null;
  const user = info.data?.user ?? '';
  return (
    <header className="top-bar">
      <div className="top-left">
        <SourceControl />
        <WindowControl />
        {session === null || live === null ? null : <PauseControl />}
        {session === null || live?.kind !== 'live' ? null : <RecordControl session={session.id} live={live} />}
      </div>
      <button type="button" className="palette-field" onClick={onPalette} aria-keyshortcuts="Control+K">
        <Search size={14} aria-hidden="true" />
        <span className="grow cut">Search VMs, peers, names, or run a command</span>
        <kbd className="key" aria-hidden="true">
          Ctrl K
        </kbd>
      </button>
      <div className="top-right">
        <AnswerWait live={live?.kind === 'live'} />
        <ThemeControl />
        {user === '' ? null : (
          <span
            className="avatar"
            role="img"
            aria-label={`Notes are signed ${user}`}
            title={`Notes are signed ${user}`}
          >
            {initialsOf(user)}
          </span>
        )}
      </div>
    </header>
  );
}
