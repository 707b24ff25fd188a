import { type JSX, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useToast } from '../../ui/Toasts.tsx';

/** The guided profiling run: a baseline learned while a known workload runs says where it comes from. */
export function ProfileRun(props: {
  session: string;
  id: string;
  origin: TwinDetail['baseline']['origin'];
}): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <div>
      <button type="button" className="link-button" onClick={() => setOpen(true)}>
        Profiling run…
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Profiling run">
        <ProfileForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function ProfileForm(props: {
  session: string;
  id: string;
  origin: TwinDetail['baseline']['origin'];
  onClose: () => void;
}): JSX.Element {
  const { session, id, onClose } = props;
  const [workload, setWorkload] = useState('');
  const toast = useToast();
  const profile = useCommand('twin.profile', ['twin.get', 'twin.series']);
  const act = (action: 'begin' | 'end'): void => {
    profile.mutate(
      { session, id, action, workload: workload.trim() },
      {
        onSuccess: () => {
          toast(action === 'begin' ? 'The profiling run began' : 'The profiling run is over');
          onClose();
        },
        onError: (error) => toast(tellFailure(error), true),
      },
    );
  };
  return (
    <form
      className="twin-accept"
      onSubmit={(event) => {
        event.preventDefault();
        if (workload.trim() !== '') act('begin');
      }}
    >
      <ol className="twin-steps second">
        <li>Make sure that nobody but you works on the VM.</li>
        <li>Begin, then run what the VM is there for: its tests, its jobs, a day’s load.</li>
        <li>End it. The baseline then says that it was profiled, under what and for how long.</li>
      </ol>
      <label className="twin-workload">
        <span>Workload</span>
        <input
          className="text-input"
          value={workload}
          maxLength={200}
          placeholder="load test of the shop, 20 users"
          onChange={(event) => setWorkload(event.target.value)}
        />
      </label>
      <div className="state-actions">
        <Button
          kind="primary"
          type="submit"
          busy={profile.isPending}
          disabledReason={workload.trim() === '' ? 'name the workload first' : ''}
        >
          Begin
        </Button>
        <Button onClick={() => act('end')}>End the run</Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
