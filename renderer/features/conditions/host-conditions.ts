import type { Host } from '../../../shared/contract/host.ts';
import type { Live } from '../../../shared/contract/live.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { thin } from '../../ui/thin-space.ts';
import { isSilent, lossOf, tellSince, tellTries } from '../hosts/host-words.ts';
import { hostsOf, isStale } from '../live/live-words.ts';
import type { Condition } from './condition.ts';

/** Loss of captured packets from which a condition is told. */
const loud = 0.01;
/** These texts hold names of hosts and are drawn as hostile, where a thin space would show as a symbol. */
const plain = (text: string): string => text.replaceAll(thin, ' ');
const span = (length: number): string => plain(formatSpan(length));
const vms = (count: number): string => (count === 1 ? '1 VM' : `${formatCount(count)} VMs`);

/** What is not fine about the hosts of a live session, each in the order of errors. `now`: microseconds. */
export function listHostConditions(live: Live, hosts: readonly Host[], now: number): Condition[] {
  if (live.kind === 'replay') return [];
  const own = hostsOf(live, hosts);
  const others = own.filter((host) => !isSilent(host));
  const conditions = own.flatMap((host): Condition[] => {
    const found: Condition[] = [];
    if (host.state === 'down' || host.state === 'stale' || host.state === 'refused') {
      found.push(tellSilentHost(host, others, now));
    }
    if (host.state === 'paused') found.push(tellPaused(host, now));
    if (host.hung > 0 && !isSilent(host)) found.push(tellHung(host));
    if (!isSilent(host)) found.push(...tellCaptureTrouble(host));
    return found;
  });
  const everyoneFine = own.length > 0 && own.every((host) => host.state === 'up');
  if (everyoneFine && isStale(live, own, now)) conditions.push(tellGap(live, now));
  return conditions;
}

function tellSilentHost(host: Host, others: readonly Host[], now: number): Condition {
  const titles = {
    stale: `${host.name} answers no more`,
    down: `${host.name} does not answer`,
    refused: `${host.name} refuses the connection`,
  };
  const tries = plain(tellTries(host, now));
  const what = host.failure?.title ?? '';
  return {
    id: `host ${host.id}`,
    title: titles[host.state as keyof typeof titles],
    text: [what, host.failure?.detail ?? ''].filter(Boolean).join(' '),
    facts: [
      ['Since', `${tellSince(host.since, now)}, ${span(now - host.since)}`],
      ...(tries === '' ? [] : [['Tried', tries] as const]),
      ['Still works', tellStillWorks(others)],
      [
        'Not working',
        host.vms === 0
          ? 'its VMs are not known yet'
          : `no new data and no scoring for ${vms(host.vms)} of ${host.name}`,
      ],
      ['To do', host.failure?.action || 'wait for the next try, or try now'],
      ['Gap', 'kept as a gap; baselines are marked incomplete'],
    ],
    severity: host.state === 'stale' ? 'warning' : 'error',
    hostile: true,
    host: host.id,
  };
}

function tellStillWorks(others: readonly Host[]): string {
  const kept = 'what was seen so far stays';
  if (others.length === 0) return kept;
  const names = others
    .slice(0, 3)
    .map(({ name }) => name)
    .join(', ');
  return `${names}${others.length > 3 ? ` and ${formatCount(others.length - 3)} more` : ''} as before; ${kept}`;
}

function tellPaused(host: Host, now: number): Condition {
  return {
    id: `host ${host.id}`,
    title: `${host.name} is paused`,
    text: `Its ${vms(host.vms)} count as not watched.`,
    facts: [
      ['Since', `${tellSince(host.since, now)}, ${span(now - host.since)}`],
      ['To do', 'resume it in Settings, Hosts'],
    ],
    severity: 'info',
    hostile: true,
  };
}

function tellHung(host: Host): Condition {
  return {
    id: `hung ${host.id}`,
    title: `${vms(host.hung)} of ${host.name} ${host.hung === 1 ? 'does' : 'do'} not answer the hypervisor`,
    text: 'The process behind a VM is stopped or stuck, so its statistics cannot be read.',
    facts: [
      ['Still works', `every other VM of ${host.name}; packets of the hung ones are still counted`],
      ['Not working', 'processor, memory and disk figures of the hung ones'],
      ['To do', 'look at the QEMU process on the host: `ps -o pid,stat,cmd -C qemu-system-x86_64`'],
    ],
    severity: 'warning',
    hostile: true,
  };
}

function tellCaptureTrouble(host: Host): Condition[] {
  const { state, failure } = host.capture;
  const loss = lossOf(host);
  const lossy = loss >= loud;
  if (state !== 'failed' && failure === null && !lossy) return [];
  const dropping = state !== 'failed' && failure === null;
  return [
    {
      id: `capture ${host.id}`,
      title: dropping
        ? `Capture on ${host.name} drops ${plain(formatShare(loss))} of packets`
        : `Packets of ${host.name} cannot be captured`,
      text: dropping
        ? `${formatCount(host.capture.dropped)} packets were lost before they were read.`
        : [failure?.title ?? '', failure?.detail ?? ''].filter(Boolean).join(' '),
      facts: [
        ['Still works', 'statistics and states of the VMs'],
        [
          'Not working',
          dropping
            ? 'flows are incomplete; baselines are marked incomplete'
            : 'flows, names and what is judged by them',
        ],
        ['To do', failure?.action || 'watch fewer VMs from this console, or give it more processor time'],
      ],
      severity: 'warning',
      hostile: true,
    },
  ];
}

function tellGap(live: Live, now: number): Condition {
  const since = live.lastTick ?? now;
  return {
    id: 'tick',
    title: 'No tick came since ' + tellSince(since, now),
    text: 'The hosts are up, but no poll was answered in time.',
    facts: [
      ['Since', `${tellSince(since, now)}, ${span(now - since)}`],
      ['Still works', 'what was seen so far stays'],
      ['Not working', 'new figures; what is shown is as old as the last tick'],
      ['To do', 'if it lasts: look at the load of this machine and of the hosts'],
      ['Gap', 'kept as a gap; baselines are marked incomplete'],
    ],
    severity: 'warning',
    hostile: false,
  };
}
