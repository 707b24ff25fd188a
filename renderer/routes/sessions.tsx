import { Play } from 'lucide-react';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { DropZone } from '../features/captures/DropZone.tsx';
import { OpenSessions } from '../features/captures/OpenSessions.tsx';
import { PathField } from '../features/captures/PathField.tsx';
import { RecentSessions } from '../features/captures/RecentSessions.tsx';
import { useOpening } from '../features/captures/use-opening.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { formatCount } from '../ui/format-count.ts';
import { Loading } from '../ui/Loading.tsx';
import '../features/captures/session-page.css';
import '../features/captures/sessions-page.css';

/** What is open, what was open, and the doors for more. */
export function Sessions(): JSX.Element {
  const list = useEngineQuery('session.list', {});
  const opening = useOpening();
  const open = list.data?.open ?? [];
  const reading = open.filter((session) => session.state === 'reading').length;
  return (
    <div className="sessions-page">
      <header className="sessions-head">
        <h1 className="text-title">Sessions</h1>
        <span className="third text-table" role="status">
          {formatCount(open.length)} open{reading > 0 ? `, ${formatCount(reading)} being read` : ''}
        </span>
        <Button icon={<Play size={13} aria-hidden="true" />} busy={opening.busy} onClick={opening.openSample}>
          Open the sample
        </Button>
      </header>
      <section className="sessions-doors" aria-label="Open a capture">
        <DropZone opening={opening} />
        <div className="sessions-doors-side">
          <PathField opening={opening} />
          <p className="third text-table">
            First rows appear within a second, while the rest is read. The file stays where it is and is not changed.
          </p>
        </div>
      </section>
      {list.error === null ? null : (
        <ErrorState
          title="The sessions could not be listed"
          detail={tellFailure(list.error)}
          action={<Button onClick={() => void list.refetch()}>Ask again</Button>}
        />
      )}
      {list.data === undefined && list.error === null ? (
        <Loading what="the sessions" rows={5} rowHeight={38} />
      ) : (
        <div className="sessions-lists">
          <h2 className="sessions-list-head text-head">Open</h2>
          <div className="sessions-list">
            <OpenSessions sessions={open} />
          </div>
          <h2 className="sessions-list-head text-head">Opened before</h2>
          <div className="sessions-list">
            <RecentSessions recent={list.data?.recent ?? []} opening={opening} />
          </div>
        </div>
      )}
    </div>
  );
}
