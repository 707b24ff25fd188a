import { useNavigate, useSearch } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { SubjectRow } from '../../../shared/contract/subject.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useSession } from '../../data/use-session.ts';
import { hostsOf } from '../live/live-words.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { type FacetKey, findStrictest } from './fleet-filter.ts';

const names: Record<FacetKey | 'find', string> = {
  find: 'search text',
  risk: 'risk filter',
  persona: 'persona filter',
  sensitivity: 'sensitivity filter',
  role: 'role filter',
  cluster: 'cluster filter',
  network: 'network filter',
  host: 'host filter',
  state: 'state filter',
};
const none = {
  find: undefined,
  risk: undefined,
  persona: undefined,
  sensitivity: undefined,
  role: undefined,
  cluster: undefined,
  network: undefined,
  host: undefined,
  state: undefined,
};

/** No rows: nothing read yet, nothing local in the evidence, or everything filtered away. */
export function FleetEmpty({ all }: { all: readonly SubjectRow[] }): JSX.Element {
  const search = useSearch({ from: '/fleet' });
  const navigate = useNavigate({ from: '/fleet' });
  const { session } = useSession();
  if (all.length > 0) {
    const strictest = findStrictest(all, search);
    return (
      <EmptyState
        title={`None of ${formatCount(all.length)} VMs passes all filters`}
        action={
          <>
            {strictest === null ? null : (
              <Button
                onClick={() =>
                  void navigate({ search: (old) => ({ ...old, [strictest.key]: undefined }), replace: true })
                }
              >
                Drop the {names[strictest.key]}
              </Button>
            )}
            <Button
              kind="ghost"
              onClick={() => void navigate({ search: (old) => ({ ...old, ...none }), replace: true })}
            >
              Drop all filters
            </Button>
          </>
        }
      >
        {strictest === null
          ? 'No single filter hides them; two or more do together.'
          : `The ${names[strictest.key]} hides most: without it ${formatCount(strictest.gains)} would show.`}
      </EmptyState>
    );
  }
  if (session?.state === 'reading') {
    return (
      <EmptyState title="No VM was seen yet">
        The first rows come as soon as a local address sends or receives.
      </EmptyState>
    );
  }
  if (session?.live != null) return <NoVmYet />;
  return (
    <EmptyState
      title="No local host in this evidence"
      action={<Button onClick={() => void navigate({ to: '/settings' })}>Choose local networks</Button>}
    >
      Every address looks like one of the outside. If some are yours, name their networks and they become rows here.
    </EmptyState>
  );
}

/** A watch without VMs: no host, none that answered yet, or none that has VMs. */
function NoVmYet(): JSX.Element {
  const navigate = useNavigate();
  const { session } = useSession();
  const all = useHosts();
  const hosts = session?.live == null ? all : hostsOf(session.live, all ?? []);
  const toHosts = (add: boolean): void => {
    void navigate({ to: '/settings', search: { section: 'hosts', ...(add ? { add: true } : {}) } });
  };
  if (all !== null && hosts?.length === 0) {
    return (
      <EmptyState title="No host is watched" action={<Button onClick={() => toHosts(true)}>Add a host…</Button>}>
        VMs appear some seconds after a host answers.
      </EmptyState>
    );
  }
  const answered = hosts?.some(({ state }) => state === 'up') === true;
  return (
    <EmptyState
      title={answered ? 'No VM on the hosts that are watched' : 'No host has answered yet'}
      action={<Button onClick={() => toHosts(false)}>Hosts and their state</Button>}
    >
      {answered
        ? 'A VM appears here as soon as it is defined or started.'
        : 'VMs appear some seconds after a host answers. What it waits for stands with the host.'}
    </EmptyState>
  );
}
