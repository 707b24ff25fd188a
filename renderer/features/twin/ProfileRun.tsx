import { type JSX, useState } from 'react';
import type { TwinDetail } from '../../../shared/contract/twin.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { formatSince } from './twin-words.ts';

interface ProfileProps {
  session: string;
  id: string;
  profiling: TwinDetail['baseline']['profiling'];
  now: number;
}

/** The guided profiling run: a baseline learned while a known workload runs says where it comes from. */
export function ProfileRun(props: ProfileProps): JSX.Element {
  const { profiling } = props;
  const [open, setOpen] = useState(false);
  const act = useProfile(props);
  return (
    <div className="twin-profile">
      {profiling === null ? (
        <button type="button" className="link-button" onClick={() => setOpen(true)}>
          Profiling run…
        </button>
      ) : (
        <>
          <span className="second">
            Profiling since {formatSince(profiling.since, props.now)}: <HostileText text={profiling.workload} />
          </span>
          <Button busy={act.busy} onClick={() => act.run('end', '')}>
            End the run
          </Button>
        </>
      )}
      <Dialog open={open} onClose={() => setOpen(false)} title="Profiling run">
        <ProfileForm {...props} onClose={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}

function useProfile({ session, id }: Pick<ProfileProps, 'session' | 'id'>): {
  busy: boolean;
  run: (action: 'begin' | 'end', workload: string, onDone?: () => void) => void;
} {
  const toast = useToast();
  const profile = useCommand('twin.profile', ['twin.get', 'twin.series']);
  return {
    busy: profile.isPending,
    run: (action, workload, onDone) => {
      profile.mutate(
        { session, id, action, workload },
        {
          onSuccess: () => {
            toast(action === 'begin' ? 'The profiling run began' : 'The profiling run is over');
            onDone?.();
          },
          onError: (error) => toast(tellFailure(error), true),
        },
      );
    },
  };
}

function ProfileForm(props: ProfileProps & { onClose: () => void }): JSX.Element {
  const { onClose } = props;
  const [workload, setWorkload] = useState('');
  const act = useProfile(props);
  const name = workload.trim();
  return (
    <form
      className="twin-accept"
      onSubmit={(event) => {
        event.preventDefault();
        if (name !== '') act.run('begin', name, onClose);
      }}
    >
      <ol className="twin-steps second">
        <li>Make sure that nobody but you works on the VM.</li>
        <li>Begin, then run what the VM is there for: its tests, its jobs, a day’s load.</li>
        <li>End the run. The baseline then says that it was profiled, under what and for how long.</li>
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
      <p className="text-table third">The twin goes to learn mode meanwhile: no alert is raised.</p>
      <div className="state-actions">
        <Button
          kind="primary"
          type="submit"
          busy={act.busy}
          disabledReason={name === '' ? 'name the workload first' : ''}
        >
          Begin
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
