import type { Host } from '../../../shared/contract/host.ts';
import { formatCount, formatShortCount } from '../../ui/format-count.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock, formatShortDay } from '../../ui/format-time.ts';
import { thin } from '../../ui/thin-space.ts';

const second = 1e6;
const day = 86_400e6;

/** Words for the states of a host; they finish "hv-a …" and stand alone. */
export const hostStateWords: Record<Host['state'], string> = {
  connecting: 'connecting',
  up: 'up',
  stale: 'answers no more',
  down: 'does not answer',
  refused: 'refuses',
  paused: 'paused',
};

/** Words for the ways to a host. */
export const transportWords: Record<Host['transport'], string> = {
  unix: 'unix socket',
  tls: 'TLS',
  ssh: 'ssh',
  tcp: 'TCP, not encrypted',
  simulated: 'simulated',
  replayed: 'replayed',
};

/** Order of hosts in lists: those a person must look at first, then by name. */
const urgency: Record<Host['state'], number> = { refused: 0, down: 1, stale: 2, connecting: 3, paused: 4, up: 5 };
const text = new Intl.Collator('en', { numeric: true });

/** True where a host or the capture on it needs a look. */
export function needsLook(host: Host): boolean {
  return (
    host.state === 'refused' ||
    host.state === 'down' ||
    host.state === 'stale' ||
    host.hung > 0 ||
    (host.state === 'up' && (host.capture.failure !== null || host.agents.failure !== '' || lossOf(host) >= 0.01))
  );
}

/** True where the values of a host's VMs are no longer fresh. A host that is still connecting has told nothing yet. */
export function isSilent(host: Host): boolean {
  return host.state === 'stale' || host.state === 'down' || host.state === 'refused' || host.state === 'paused';
}

/** Share of captured packets that were dropped, 0 to 1. */
export function lossOf(host: Host): number {
  const all = host.capture.packets + host.capture.dropped;
  return all === 0 ? 0 : host.capture.dropped / all;
}

/** Hosts with what is not fine first. */
export function orderHosts(hosts: readonly Host[]): Host[] {
  const rank = (host: Host): number => (host.state === 'up' && needsLook(host) ? 2.5 : urgency[host.state]);
  return hosts.toSorted((a, b) => rank(a) - rank(b) || text.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
}

/** An age: tenths under a minute, so that a number that runs does not jump between units. */
export function tellAge(age: number): string {
  return age < 60e6 ? `${(Math.max(0, age) / 1e6).toFixed(1)}${thin}s` : formatSpan(age);
}

/** A time of day, with its day where it is longer ago than a day. */
export function tellSince(since: number, now: number): string {
  return now - since > day ? `${formatShortDay(since)} ${formatClock(since)}` : formatClock(since);
}

/** State of a host in a few words: `11 VMs, 0.4 s ago`, `does not answer since 13:47:52`. `now`: microseconds. */
export function tellHostState(host: Host, now: number): string {
  switch (host.state) {
    case 'up': {
      const vms = host.vms === 1 ? '1 VM' : `${formatCount(host.vms)} VMs`;
      const off = host.vms - host.running;
      const ago = host.lastTick === null ? 'no poll yet' : `${tellAge(now - host.lastTick)} ago`;
      return `${vms}${off > 0 ? `, ${formatCount(off)} not running` : ''}, ${ago}`;
    }
    case 'connecting':
      return host.attempt > 1 ? `connecting, try ${formatCount(host.attempt)}` : 'connecting';
    default:
      return `${hostStateWords[host.state]} since ${tellSince(host.since, now)}`;
  }
}

/** How often a host was tried and when it is again: `9 times, next in 12 s`; '' where nothing was tried. */
export function tellTries(host: Host, now: number): string {
  if (host.state === 'up' || host.state === 'paused') return '';
  const times = host.attempt === 1 ? 'once' : `${formatCount(host.attempt)} times`;
  if (host.retryAt === null) return host.state === 'refused' ? `${times}, not again by itself` : times;
  return host.retryAt < now + second ? `${times}, trying now` : `${times}, next in ${formatSpan(host.retryAt - now)}`;
}

/** How often a host is polled and what a poll costs: `1 s, 5 s, 30 s`, `last took 12 ms`. */
export function tellPolls(host: Host): { every: string; cost: string } {
  if (host.state === 'paused') return { every: 'off', cost: `${formatCount(host.vms)} VMs not watched` };
  const { interfaces, cpu, disks } = host.every;
  const every = [interfaces, cpu, disks].map((millis) => formatSpan(millis * 1000)).join(', ');
  if (host.lastTick === null) return { every, cost: 'none answered yet' };
  return {
    every,
    cost: host.pollTook < 1 ? `last took under 1${thin}ms` : `last took ${formatSpan(host.pollTook * 1000)}`,
  };
}

/** What the capture on a host sees and loses. */
export function tellCapture(host: Host): { what: string; loss: string } {
  const { state, taps, packets, dropped } = host.capture;
  if (state === 'off') return { what: 'off', loss: 'no packets are captured' };
  if (state === 'failed') return { what: 'failed', loss: 'no packets are captured' };
  const lost = dropped === 0 ? 'none dropped' : `${formatShortCount(dropped)} dropped`;
  return {
    what: taps === 1 ? '1 tap' : `${formatCount(taps)} taps`,
    loss: `${formatShortCount(packets)} packets, ${lost}`,
  };
}

/** Whether agents are heard, and what that takes. */
export function tellAgents(host: Host): { what: string; detail: string } {
  const { permitted, channels, open } = host.agents;
  if (host.transport === 'simulated') return { what: 'simulated', detail: 'in fleets of up to 200 VMs' };
  if (!permitted)
    return {
      what: 'not heard',
      detail: 'takes a second connection that may write, for their channels and nothing else',
    };
  if (channels === 0) return { what: 'no VM has the channel', detail: '`mien agent install` adds it' };
  return {
    what: `${formatCount(open)} of ${channels === 1 ? '1 channel' : `${formatCount(channels)} channels`} open`,
    detail: 'by a connection that may write, used for nothing else',
  };
}

/** One sentence over all hosts: `2 watched, 1 paused, 21 VMs`. */
export function tellHosts(hosts: readonly Host[]): string {
  const paused = hosts.filter(({ state }) => state === 'paused').length;
  const silent = hosts.filter((host) => host.state !== 'paused' && isSilent(host)).length;
  const vms = hosts.reduce((sum, host) => sum + host.vms, 0);
  return [
    `${formatCount(hosts.length - paused)} watched`,
    ...(paused === 0 ? [] : [`${formatCount(paused)} paused`]),
    ...(silent === 0 ? [] : [`${formatCount(silent)} not answering`]),
    vms === 1 ? '1 VM' : `${formatCount(vms)} VMs`,
  ].join(', ');
}

/** What the console may do on a host beside reading. */
export function tellRights(agents: boolean, enforces: boolean): string {
  if (enforces) return agents ? 'read, agents, rules' : 'read, and rules of policies';
  return agents ? 'read only but for agents' : 'read only';
}
