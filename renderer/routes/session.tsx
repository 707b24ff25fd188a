import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type JSX, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Session } from '../../shared/contract/session.ts';
import type { Alert } from '../../shared/contract/subject.ts';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useSubjectChanges } from '../data/streams.ts';
import { AlertTable } from '../features/captures/AlertTable.tsx';
import { EventTable } from '../features/captures/EventTable.tsx';
import { SessionFlows } from '../features/captures/SessionFlows.tsx';
import { SessionHeader } from '../features/captures/SessionHeader.tsx';
import { SessionOverview } from '../features/captures/SessionOverview.tsx';
import { SessionTools } from '../features/captures/SessionTools.tsx';
import { SubjectTable } from '../features/captures/SubjectTable.tsx';
import { useNarrow } from '../features/captures/use-narrow.ts';
import type { FlowTotals } from '../features/flows/FlowTable.tsx';
import { useWindow } from '../features/frame/use-window-keys.ts';
import { proofOf } from '../features/vm/proof-of.ts';
import { CaseNotes } from '../features/notes/CaseNotes.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useShortcut } from '../ui/use-shortcut.ts';
import '../features/captures/session-page.css';

/** A capture: what happened in it, flow by flow, down to the bytes. */
export function SessionPage(): JSX.Element {
  const { id } = useParams({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const shown = useSearch({ from: '/session/$id', select: (search) => search.session });
  const list = useEngineQuery('session.list', {});
  const session = list.data?.open.find((open) => open.id === id);
  useEffect(() => {
    // The frame follows the session of this page.
    if (shown !== id) void navigate({ search: (before) => ({ ...before, session: id }), replace: true });
  }, [id, shown, navigate]);
  if (list.error !== null)
    return <ErrorState title="The sessions could not be listed" detail={tellFailure(list.error)} />;
  if (list.data === undefined) return <Loading what="the session" rows={12} />;
  if (session === undefined) {
    return (
      <EmptyState title="This session is not open" action={<Link to="/sessions">Open it from the sessions</Link>}>
        It was closed, or the console was started anew. Its file stays where it is.
      </EmptyState>
    );
  }
  if (session.state === 'failed') {
    return (
      <ErrorState
        title={session.error?.title ?? 'This session could not be read'}
        detail={session.error?.detail}
        works="every other open session"
        todo={session.error?.action}
        action={<Link to="/sessions">Back to the sessions</Link>}
      />
    );
  }
  return <OpenSession key={session.id} session={session} />;
}

function OpenSession({ session }: { session: Session }): JSX.Element {
  const search = useSearch({ from: '/session/$id' });
  const navigate = useNavigate({ from: '/session/$id' });
  const window = useWindow();
  const tab = search.tab ?? 'flows';
  const field = useRef<HTMLTextAreaElement>(null);
  const [totals, setTotals] = useState<FlowTotals | null>(null);
  const [find, setFind] = useState('');
  useSubjectChanges(session.id);
  const subjects = useEngineQuery('subject.list', { session: session.id });
  const rows = subjects.data?.rows ?? [];
  const from = window?.from;
  const to = window?.to;
  const { filter, subject, alert } = search;
  const selection = useMemo(
    () => ({ filter, subject, alert, window: from === undefined || to === undefined ? null : { from, to } }),
    [filter, subject, alert, from, to],
  );
  const alerts = useEngineQuery(
    'alert.list',
    { session: session.id, ...(selection.window === null ? {} : { window: selection.window }) },
    { enabled: tab === 'alerts', keep: true },
  );
  const flow = useEngineQuery(
    'flow.get',
    { session: session.id, flow: search.flow ?? 0 },
    { enabled: search.flow !== undefined },
  );
  const reading = session.state === 'reading';
  const narrow = useNarrow();
  const [notesOpen, setNotesOpen] = useState(false);
  const startNote = (): void => {
    setNotesOpen(true);
    // The field stands only after the next drawing where the notes were closed.
    requestAnimationFrame(() => field.current?.focus());
  };
  useShortcut('n', startNote);
  useShortcut('Escape', () => {
    if (search.flow !== undefined)
      void navigate({ search: (before) => ({ ...before, flow: undefined, packet: undefined }), replace: true });
  });
  const showProof = (chosen: Alert): void => {
    const { alert: proof, from, to } = proofOf(chosen);
    void navigate({
      search: (before) => ({
        ...before,
        flow: undefined,
        ...(proof === undefined
          ? { tab: 'events', subject: chosen.subject, from, to }
          : { tab: 'flows', alert: proof }),
      }),
    });
  };
  const tellEvents = useCallback(
    (total: number) => setTotals({ total, complete: !reading, filterError: null }),
    [reading],
  );
  return (
    <div className="session-page">
      <div className="session-main">
        <SessionHeader session={session}>
          {narrow ? (
            <Button expanded={notesOpen} onClick={() => setNotesOpen(!notesOpen)}>
              Case notes
            </Button>
          ) : null}
        </SessionHeader>
        <SessionOverview session={session} />
        <SessionTools
          session={session}
          tab={tab}
          selection={selection}
          totals={totals}
          subjects={rows}
          find={find}
          onFind={setFind}
        />
        <div className="session-list">
          {tab === 'flows' ? (
            <SessionFlows session={session} selection={selection} onTotals={setTotals} onNote={startNote} />
          ) : tab === 'events' ? (
            <EventTable session={session.id} selection={selection} reading={reading} onTotal={tellEvents} />
          ) : tab === 'subjects' ? (
            <SubjectTable rows={rows} find={find} reading={reading} />
          ) : (
            <AlertTable alerts={alerts.data?.alerts ?? []} find={find} reading={reading} onProof={showProof} />
          )}
        </div>
      </div>
      {narrow && !notesOpen ? null : (
        <CaseNotes
          {...(narrow ? { onClose: () => setNotesOpen(false) } : {})}
          session={session}
          subjects={rows}
          field={field}
          context={{
            time: search.flow === undefined ? null : (flow.data?.row.start ?? null),
            filter: filter ?? '',
            window: selection.window,
            flow: search.flow ?? null,
            packet: search.packet ?? null,
            subject: subject ?? null,
          }}
        />
      )}
    </div>
  );
}
