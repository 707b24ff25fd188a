import { useNavigate } from '@tanstack/react-router';
import { ServerOff } from 'lucide-react';
import type { JSX } from 'react';
import type { Host } from '../../../shared/contract/host.ts';
import type { Live } from '../../../shared/contract/live.ts';
import { useHosts } from '../../data/use-hosts.ts';
import { useNow } from '../../data/use-now.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { hostStateWords, isSilent, orderHosts, tellSince } from '../hosts/host-words.ts';
import { hostsOf } from '../live/live-words.ts';

/** One line over the Fleet where a host does not answer: which, since when, what that means, what is not affected. */
export function HostBanner({ live }: { live: Live }): JSX.Element | null {
  const hosts = orderHosts(hostsOf(live, useHosts() ?? []));
  // A host that was paused on purpose is no trouble; it stands in the source control and in Conditions.
  const silent = hosts.filter((host) => isSilent(host) && host.state !== 'paused');
  const first = silent[0];
  return first === undefined ? null : <Banner first={first} silent={silent} all={hosts} />;
}

function tellVms(count: number): string {
  if (count === 0) return 'VMs are not known yet.';
  return count === 1 ? '1 VM is not scored.' : `${formatCount(count)} VMs are not scored.`;
}

function Banner({ first, silent, all }: { first: Host; silent: readonly Host[]; all: readonly Host[] }): JSX.Element {
  const navigate = useNavigate();
  const now = useNow();
  const others = all.filter((host) => host.state === 'up');
  const vms = silent.reduce((sum, host) => sum + host.vms, 0);
  const one = silent.length === 1;
  return (
    <div className="host-banner" role="note">
      <ServerOff size={15} aria-hidden="true" />
      <span className="grow cut">
        <b>
          {one ? (
            <>
              <HostileText text={first.name} /> {hostStateWords[first.state]} since {tellSince(first.since, now)}.
            </>
          ) : (
            `${formatCount(silent.length)} hosts do not answer.`
          )}
        </b>{' '}
        <span className="second">
          {one ? 'Its' : 'Their'} {tellVms(vms)}
          {others.length === 0
            ? ''
            : ` ${others.length === 1 ? (others[0]?.name ?? '') : `${formatCount(others.length)} others`} ${others.length === 1 ? 'is' : 'are'} not affected.`}
        </span>
      </span>
      {first.retryAt === null ? null : (
        <span className="third">
          {first.retryAt < now + 1e6 ? 'trying now' : `next try in ${formatSpan(first.retryAt - now)}`}
        </span>
      )}
      <Button
        kind="ghost"
        onClick={() => void navigate({ to: '.', search: (search) => ({ ...search, conditions: true }), replace: true })}
      >
        What to do
      </Button>
    </div>
  );
}
