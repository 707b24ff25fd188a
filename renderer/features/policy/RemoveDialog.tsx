import { useNavigate } from '@tanstack/react-router';
import { type JSX, useState } from 'react';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { ReasonField } from '../enforcement/ReasonField.tsx';
import '../enforcement/plan.css';

/** Asks before a policy is removed, and why. */
export function RemoveDialog(props: { name: string; open: boolean; onClose: () => void }): JSX.Element {
  const { name, onClose } = props;
  const [reason, setReason] = useState('');
  const toast = useToast();
  const navigate = useNavigate();
  const remove = useCommand('policy.remove', ['policy.list', 'audit.list']);
  return (
    <Dialog open={props.open} onClose={onClose} title={`Remove ${name}`}>
      <form
        className="plan-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (reason.trim() === '') return;
          remove.mutate(
            { name, reason: reason.trim() },
            {
              onSuccess: () => {
                toast(`${name} was removed`);
                void navigate({ to: '/policy' });
              },
              onError: (error) => toast(tellFailure(error), true),
            },
          );
        }}
      >
        <p className="second">Its versions go with it; what was done by it stays in the audit.</p>
        <ReasonField reason={reason} onChange={setReason} />
        <div className="state-actions plan-answers">
          <Button
            kind="danger"
            type="submit"
            busy={remove.isPending}
            disabledReason={reason.trim() === '' ? 'it takes a reason' : ''}
          >
            Remove
          </Button>
          <Button kind="ghost" onClick={onClose}>
            Cancel
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
