import type { JSX } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import { tellFailure, useCommand } from '../../data/queries.ts';
import { useToast } from '../../ui/Toasts.tsx';
import { tellAgents } from './host-words.ts';

/** Whether agents inside a host's VMs are heard, what that takes, and the way to permit it or no longer. */
export function HostAgents({ host }: { host: Host }): JSX.Element {
  const permit = useCommand('host.agents', ['host.list']);
  const toast = useToast();
  const { permitted } = host.agents;
  const { what, detail } = tellAgents(host);
  return (
    <>
      <span>
        {what}
        {host.transport === 'simulated' ? null : (
          <>
            {' '}
            <button
              type="button"
              className="link-button"
              disabled={permit.isPending}
              aria-label={`${permitted ? 'Stop hearing' : 'Hear'} agents of ${host.name}`}
              onClick={() =>
                permit.mutate(
                  { id: host.id, permitted: !permitted },
                  { onError: (error) => toast(tellFailure(error), true) },
                )
              }
            >
              {permitted ? 'Stop' : 'Permit'}
            </button>
          </>
        )}
      </span>
      <span className="third">{detail}</span>
    </>
  );
}
