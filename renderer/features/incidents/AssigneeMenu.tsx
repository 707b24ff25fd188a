import { type JSX, useState } from 'react';
import type { Incident } from '../../../shared/contract/incidents.ts';
import { tellFailure, useCommand, useEngineQuery } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { initialsOf } from '../frame/initials-of.ts';
import { incidentTouches } from './incident-touches.ts';
import './incident-dialogs.css';

/** Who works on an incident: take it, give it to somebody, put it back. */
export function AssigneeMenu({ session, incident }: { session: string; incident: Incident }): JSX.Element {
  const info = useEngineQuery('console.info', {});
  const user = info.data?.user ?? '';
  const toast = useToast();
  const [naming, setNaming] = useState(false);
  const assign = useCommand('incident.assign', incidentTouches);
  const give = (assignee: string): void =>
    assign.mutate(
      { session, id: incident.id, assignee },
      {
        onSuccess: () => toast(assignee === '' ? 'Nobody works on it now' : `Given to ${assignee}`),
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  const { assignee } = incident;
  return (
    <>
      <Menu
        label="Assigned to"
        buttonClass="state-step"
        button={
          <>
            <span className={assignee === '' ? 'initials initials-none' : 'initials'} aria-hidden="true">
              {assignee === '' ? '' : initialsOf(assignee)}
            </span>
            {assignee === '' ? 'unassigned' : <HostileText text={assignee} cut />}
          </>
        }
        items={[
          ...(user === '' ? [] : [{ key: 'me', label: `Take it, as ${user}`, onPick: () => give(user) }]),
          { key: 'other', label: 'Give it to…', onPick: () => setNaming(true) },
          {
            key: 'none',
            label: 'Put it back',
            onPick: () => give(''),
            ...(assignee === '' ? { disabledReason: 'nobody has it' } : {}),
          },
        ]}
      />
      <Dialog open={naming} onClose={() => setNaming(false)} title="Give it to">
        <NameForm
          onName={(name) => {
            give(name);
            setNaming(false);
          }}
        />
      </Dialog>
    </>
  );
}

function NameForm({ onName }: { onName: (name: string) => void }): JSX.Element {
  const [name, setName] = useState('');
  return (
    <form
      className="incident-dialog"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '') onName(name.trim());
      }}
    >
      <label className="incident-field">
        <span>Name</span>
        <input className="text-input" maxLength={64} value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <div className="state-actions">
        <Button kind="primary" type="submit" disabledReason={name.trim() === '' ? 'a name is needed' : ''}>
          Give
        </Button>
      </div>
    </form>
  );
}
