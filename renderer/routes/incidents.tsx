import { Link, Navigate, useParams } from '@tanstack/react-router';
import type { JSX } from 'react';
import { tellFailure, useEngineQuery } from '../data/queries.ts';
import { useSession } from '../data/use-session.ts';
import { groupIncidents } from '../features/incidents/group-incidents.ts';
import { IncidentList } from '../features/incidents/IncidentList.tsx';
import { IncidentSide } from '../features/incidents/IncidentSide.tsx';
import { IncidentStory } from '../features/incidents/IncidentStory.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorState } from '../ui/ErrorState.tsx';
import { Loading } from '../ui/Loading.tsx';
import '../features/incidents/incidents.css';

/** What is one story, and how far did it get? List at the left, the open one at the right. */
export function Incidents(): JSX.Element {
  const { id } = useParams({ strict: false });
  const { session, waiting } = useSession();
  const asked = { session: session?.id ?? '' };
  const list = useEngineQuery('incident.list', asked, { enabled: session !== null });
  const subjects = useEngineQuery('subject.list', asked, { enabled: session !== null });
  if (session === null) {
    if (waiting) return <Loading what="the engine" />;
    return <EmptyState title="No session is open" action={<Link to="/start">Open one</Link>} />;
  }
  if (list.data === undefined) {
    if (list.error === null) return <Loading what="the incidents" rows={10} rowHeight={60} />;
    return <ErrorState title="The incidents did not come" detail={tellFailure(list.error)} />;
  }
  const { incidents, suppressions, feedback } = list.data;
  if (incidents.length === 0) {
    return (
      <EmptyState title="No incident in this session" action={<Link to="/fleet">To the Fleet</Link>}>
        Alerts appear here, told as stories across VMs, as soon as one is raised
        {session.state === 'reading' ? '; the session is still being read' : ''}.
      </EmptyState>
    );
  }
  const worst = groupIncidents(incidents, 'state', '')[0]?.incidents[0];
  if (id === undefined && worst !== undefined) {
    // The address then names the story, so that it stays when its state moves it down the list.
    return <Navigate to="/incidents/$id" params={{ id: worst.id }} search={true} replace />;
  }
  // A story that became part of another is found as that.
  const shown = incidents.find((one) => one.id === id) ?? incidents.find(({ merged }) => merged.includes(id ?? ''));
  return (
    <div className="incidents">
      <IncidentList session={session.id} incidents={incidents} suppressions={suppressions} chosen={shown?.id} />
      {shown === undefined ? (
        <EmptyState title={`There is no incident ${id ?? ''} in this session`}>
          It may belong to another one.
        </EmptyState>
      ) : (
        <>
          <IncidentStory key={shown.id} session={session.id} incident={shown} rows={subjects.data?.rows ?? []} />
          <IncidentSide
            key={`${shown.id} side`}
            session={session.id}
            incident={shown}
            suppressions={suppressions}
            feedback={feedback}
          />
        </>
      )}
    </div>
  );
}
