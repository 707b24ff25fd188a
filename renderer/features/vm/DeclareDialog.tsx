import { type JSX, useState } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { useToast } from '../../ui/Toasts.tsx';

const sensitivities = (['undeclared', 'public', 'internal', 'confidential', 'restricted'] as const).map((value) => ({
  value,
  label: value,
}));

/** Declares what the console cannot know of a VM: its name, role and sensitivity. */
export function DeclareDialog(props: {
  session: string;
  row: SubjectRow;
  open: boolean;
  onClose: () => void;
}): JSX.Element {
  return (
    <Dialog open={props.open} onClose={props.onClose} title="What you know of this VM">
      <DeclareForm {...props} />
    </Dialog>
  );
}

function DeclareForm(props: { session: string; row: SubjectRow; onClose: () => void }): JSX.Element {
  const { session, row, onClose } = props;
  const [role, setRole] = useState(row.roleSource === 'declared' ? row.role : '');
  const [name, setName] = useState(row.name);
  const [sensitivity, setSensitivity] = useState(row.sensitivity);
  const toast = useToast();
  const declare = useCommand('subject.declare', [
    'subject.list',
    'subject.get',
    'incident.list',
    'graph.get',
    'paths.get',
  ]);
  const save = (): void => {
    declare.mutate(
      { session, id: row.id, role, sensitivity, ...(name === row.name ? {} : { name }) },
      {
        onSuccess: () => {
          toast('Declared; the rows follow');
          onClose();
        },
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  return (
    <form
      className="declare"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <label>
        <span>Name</span>
        <input className="text-input" value={name} maxLength={255} onChange={(event) => setName(event.target.value)} />
      </label>
      <label>
        <span>Role</span>
        <input
          className="text-input"
          value={role}
          maxLength={64}
          placeholder={row.role === '' ? 'web, db, mail …' : `${row.role}, as inferred`}
          onChange={(event) => setRole(event.target.value)}
        />
      </label>
      <p className="text-caption third">Empty: the role is inferred from what the VM does.</p>
      <div className="declare-row">
        <span>Sensitivity</span>
        <Segmented label="Sensitivity" segments={sensitivities} value={sensitivity} onChange={setSensitivity} />
      </div>
      <p className="text-caption third">
        Seen names: {row.names.length === 0 ? 'none' : <HostileText text={row.names.join(', ')} />}
      </p>
      <div className="state-actions">
        <Button kind="primary" type="submit" busy={declare.isPending}>
          Declare
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
