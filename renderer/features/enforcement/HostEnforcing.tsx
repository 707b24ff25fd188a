import { type JSX, useState } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { splitWords } from '../hosts/host-draft.ts';
import { useEnforcement } from './use-enforcement.ts';
import './enforcement.css';
import './plan.css';

/** Whether rules may be put into force on a host, how it would carry them out, and the way to permit it or no longer. */
export function HostEnforcing({ host }: { host: Host }): JSX.Element {
  const enforcement = useEnforcement();
  const [asking, setAsking] = useState(false);
  const state = enforcement?.hosts.find((entry) => entry.host === host.id);
  const permitted = state?.permitted === true;
  return (
    <>
      <span>
        {permitted ? 'permitted' : 'not permitted'}{' '}
        <button
          type="button"
          className="link-button"
          aria-label={`${permitted ? 'Stop enforcing' : 'Permit enforcing'} on ${host.name}`}
          onClick={() => setAsking(true)}
        >
          {permitted ? 'Stop' : 'Permit'}
        </button>
      </span>
      <span className="third">
        {state === undefined || !permitted ? 'no rule of ours reaches it' : tellState(state)}
      </span>
      <EnforceDialog host={host} permitted={permitted} open={asking} onClose={() => setAsking(false)} />
    </>
  );
}

function tellState({ rules, why }: { rules: string; why: string }): string {
  return why === '' ? rules : `${rules}: ${why}`;
}

function EnforceDialog(props: { host: Host; permitted: boolean; open: boolean; onClose: () => void }): JSX.Element {
  const { host, permitted, open, onClose } = props;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={permitted ? `Stop enforcing on ${host.name}` : `Enforce on ${host.name}`}
    >
      <EnforceForm host={host} permitted={permitted} onClose={onClose} />
    </Dialog>
  );
}

function EnforceForm(props: { host: Host; permitted: boolean; onClose: () => void }): JSX.Element {
  const { host, permitted, onClose } = props;
  const [prefix, setPrefix] = useState('');
  const toast = useToast();
  const permit = useCommand('host.enforce', ['host.list', 'enforcement.get', 'audit.list']);
  const simulated = host.transport === 'simulated';
  return (
    <form
      className="plan-form"
      onSubmit={(event) => {
        event.preventDefault();
        const words = splitWords(prefix);
        permit.mutate(
          { id: host.id, permitted: !permitted, ...(permitted || words.length === 0 ? {} : { prefix: words }) },
          {
            onSuccess: () => {
              toast(
                permitted ? `Nothing is enforced on ${host.name} any more` : `Policies may be enforced on ${host.name}`,
              );
              onClose();
            },
            onError: (error) => toast(tellFailure(error), true),
          },
        );
      }}
    >
      {permitted ? (
        <p>
          What is in force on <HostileText text={host.name} /> is taken out of force, and Mien changes nothing more
          there.
        </p>
      ) : (
        <>
          <p>
            Mien may then change one nftables table of its own on <HostileText text={host.name} />, and ask libvirt for
            limits of its VMs. Each change shows its plan first, and the host goes back by itself where you do not keep
            it.
          </p>
          {simulated ? null : (
            <label className="plan-reason">
              <span>What brings the rights, such as sudo -n (leave empty where none is needed)</span>
              <input
                className="text-input mono"
                value={prefix}
                maxLength={1000}
                spellCheck={false}
                onChange={(event) => setPrefix(event.target.value)}
              />
            </label>
          )}
        </>
      )}
      <div className="state-actions plan-answers">
        <Button kind={permitted ? 'danger' : 'primary'} type="submit" busy={permit.isPending}>
          {permitted ? 'Stop enforcing' : 'Permit enforcing'}
        </Button>
        <Button kind="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
