import { Check, CircleDashed, CircleX } from 'lucide-react';
import type { JSX } from 'react';
import type { Change } from '../../../shared/contract/enforcement.ts';
import { formatCount } from '../../ui/format-count.ts';
import { HostileText } from '../../ui/HostileText.tsx';
import { thin } from '../../ui/thin-space.ts';
import { tellReadBack, tellTimer } from './enforcement-words.ts';
import { orderHosts } from './order-hosts.ts';

/** What a change did on each host, and what was read back from it: failing and slow ones first. */
export function HostChanges({ change, now }: { change: Change; now: number }): JSX.Element {
  return (
    <table className="plain-table" aria-label="Applied and read back">
      <thead>
        <tr>
          <th scope="col">Host</th>
          <th scope="col" className="numeric">
            VMs
          </th>
          <th scope="col" className="numeric">
            Applied in
          </th>
          <th scope="col">Read back</th>
          <th scope="col">Kept reachable</th>
          <th scope="col">Reverts in</th>
        </tr>
      </thead>
      <tbody>
        {orderHosts(change.hosts).map((host) => (
          <tr key={host.host}>
            <td className="strong">
              <HostileText text={host.hostName} />
            </td>
            <td className="numeric mono">{formatCount(host.vms)}</td>
            <td className="numeric mono">
              {host.state === 'waiting' ? '—' : `${formatCount(Math.round(host.took))}${thin}ms`}
            </td>
            <td>
              <span className={`read-back read-back-${markOf(host)}`}>
                <ReadBackMark of={markOf(host)} />
                <HostileText text={tellReadBack(host)} />
              </span>
            </td>
            <td className="second">
              <HostileText text={host.keeps.join(', ')} />
            </td>
            <td className="mono">{tellTimer(host, now)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function markOf(host: Change['hosts'][number]): 'good' | 'bad' | 'waits' {
  if (host.state === 'failed' || host.state === 'unreachable') return 'bad';
  if (host.state === 'waiting' || host.state === 'applying' || host.state === 'reverting') return 'waits';
  return host.equal === host.of ? 'good' : 'bad';
}

function ReadBackMark({ of }: { of: 'good' | 'bad' | 'waits' }): JSX.Element {
  const Icon = { good: Check, bad: CircleX, waits: CircleDashed }[of];
  return <Icon size={13} aria-hidden="true" />;
}
