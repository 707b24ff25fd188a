import type { JSX } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { useToast } from '../../ui/Toasts.tsx';
import { UriText } from './UriText.tsx';

function tellLeaving(vms: number): string {
  if (vms === 0) return 'No more data come of it.';
  return `Its ${vms === 1 ? 'VM leaves' : `${formatCount(vms)} VMs leave`} the Fleet, and no more data come.`;
}

/** Asks before a host is watched no more, and says what goes and what stays. */
export function RemoveHost(props: { host: Host; open: boolean; onClose: () => void }): JSX.Element {
  const { host, onClose } = props;
  const remove = useCommand('host.remove', ['host.list', 'session.list', 'subject.list']);
  const toast = useToast();
  return (
    <Dialog open={props.open} onClose={onClose} title={`Watch ${host.name} no more`}>
      <div className="remove-host">
        <p className="second">
          <UriText uri={host.uri} />
        </p>
        <p className="second">
          {tellLeaving(host.vms)} What was recorded stays, and nothing changes on the host. To hold it for a while,
          pause it instead.
        </p>
        <div className="state-actions">
          <Button
            kind="danger"
            busy={remove.isPending}
            onClick={() =>
              remove.mutate(
                { id: host.id },
                {
                  onSuccess: () => {
                    onClose();
                    toast('Removed; nothing was changed on the host.');
                  },
                  onError: (error) => toast(tellFailure(error), true),
                },
              )
            }
          >
            Remove <HostileText text={host.name} />
          </Button>
          <Button kind="ghost" onClick={onClose}>
            Keep watching
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
