import { useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { type JSX, useState } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { CloseDialog } from './CloseDialog.tsx';
import { ExportDialog } from './ExportDialog.tsx';
import { incidentTouches } from './incident-touches.ts';
import { SuppressDialog } from './SuppressDialog.tsx';

/** Makes a report of an incident. */
export function ExportAct({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button kind="primary" icon={<Download size={14} aria-hidden="true" />} onClick={() => setOpen(true)}>
        Export report…
      </Button>
      <ExportDialog session={session} incident={incident} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** Holds back what is like the chosen step. */
export function SuppressAct(props: { session: string; incident: Incident; chosen: string | null }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Suppress…</Button>
      <SuppressDialog {...props} alert={props.chosen} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** Closes an incident that was not what it looked like; says what that teaches first. */
export function FalsePositiveAct({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>False positive…</Button>
      <CloseDialog
        session={session}
        incident={incident}
        as="false-positive"
        open={open}
        onClose={() => setOpen(false)}
      />
    </>
  );
}

/** Makes what happened from the chosen step on a story of its own, or takes that back. */
export function SplitAct(props: { session: string; incident: Incident; chosen: string | null }): JSX.Element {
  const { session, incident, chosen } = props;
  const navigate = useNavigate();
  const toast = useToast();
  const split = useCommand('incident.split', incidentTouches);
  const rejoin = useCommand('incident.rejoin', incidentTouches);
  const show = (id: string, said: string): void => {
    toast(said);
    void navigate({ to: '/incidents/$id', params: { id }, search: true });
  };
  const onError = (error: Error): void => toast(tellFailure(error), true);
  const reason =
    chosen === null
      ? 'choose a step first'
      : incident.alerts[0]?.id === chosen
        ? 'nothing would be left before the first step'
        : '';
  return (
    <>
      {incident.splitFrom === null ? null : (
        <Button
          kind="ghost"
          busy={rejoin.isPending}
          onClick={() =>
            rejoin.mutate(
              { session, id: incident.id },
              { onSuccess: ({ id }) => show(id, 'Joined again to what it was split from'), onError },
            )
          }
        >
          Join again
        </Button>
      )}
      <Button
        kind="ghost"
        busy={split.isPending}
        disabledReason={incident.gone ? 'its alerts are told no more' : reason}
        onClick={() =>
          chosen !== null &&
          split.mutate(
            { session, id: incident.id, alert: chosen },
            { onSuccess: ({ id }) => show(id, 'Split; “Join again” takes it back'), onError },
          )
        }
      >
        Split from here
      </Button>
    </>
  );
}
