import type { Host } from '../../../shared/contract/host.ts';
import type { Live } from '../../../shared/contract/live.ts';
import { formatCount } from '../../ui/format-count.ts';
import { formatShare } from '../../ui/format-share.ts';
import { formatSpan } from '../../ui/format-span.ts';
import { formatClock } from '../../ui/format-time.ts';
import { isSilent, tellAge } from '../hosts/host-words.ts';

/** One entry of the honesty bar: a name, the value that matters, what follows it, and whether it is fine. */
export interface StatusEntry {
  key: string;
  before: string;
  value: string;
  after: string;
  fine: boolean;
}

/** Loss of captured packets from which it is said aloud: a baseline learnt from it is marked incomplete. */
const loud = 0.01;
const slowest = 2e6;

/** Microseconds between two ticks that hosts are asked for; a second where none is watched. */
function tickOf(hosts: readonly Host[]): number {
  return Math.max(1e6, ...hosts.filter((host) => !isSilent(host)).map((host) => host.every.interfaces * 1000));
}

/** True where the newest tick is older than two ticks (at least 2 s): what is shown is no longer fresh. */
export function isStale(live: Live, hosts: readonly Host[], now: number): boolean {
  if (live.kind === 'replay') return false;
  return live.lastTick !== null && now - live.lastTick > Math.max(slowest, 2 * tickOf(hosts));
}

/** The hosts of a live session: its ids as hosts where they are known; those that connect where none has reported yet. */
export function hostsOf(live: Live, hosts: readonly Host[]): Host[] {
  if (live.hosts.length === 0 && live.kind === 'live') return hosts.filter(({ lastTick }) => lastTick === null);
  return live.hosts.flatMap((id) => hosts.find((host) => host.id === id || host.name === id) ?? []);
}

/** What the honesty bar says of a live or replayed session. `now`: microseconds; `storeBytes` null while unknown. */
export function listLiveEntries(live: Live, hosts: readonly Host[], now: number): StatusEntry[] {
  const all = hostsOf(live, hosts);
  // Paused is a choice: such a host is not missed.
  const own = all.filter(({ state }) => state !== 'paused');
  const paused = all.length - own.length;
  if (live.kind === 'live' && own.length === 0 && paused > 0) {
    const value = paused === 1 ? 'its host is paused' : `all ${formatCount(paused)} hosts are paused`;
    return [{ key: 'tick', before: 'Nothing is watched,', value, after: '', fine: true }];
  }
  const up = own.filter(({ state }) => state === 'up').length;
  const entries: StatusEntry[] = [tellTick(live, own, now)];
  if (live.running > 0 || live.answered > 0) {
    entries.push({
      key: 'answered',
      before: 'VMs answered',
      value: `${formatCount(live.answered)} of ${formatCount(live.running)}`,
      after: '',
      fine: live.answered >= live.running,
    });
  }
  if (live.kind === 'live') {
    entries.push({
      key: 'hosts',
      before: 'Hosts',
      value: `${formatCount(up)} up of ${formatCount(own.length)}`,
      after: paused === 0 ? '' : `, ${formatCount(paused)} paused`,
      fine: up === own.length,
    });
  }
  const captured = live.kind === 'replay' || own.some(({ capture }) => capture.state !== 'off');
  entries.push({
    key: 'loss',
    before: captured ? 'Capture loss' : 'Capture',
    value: captured ? formatShare(live.loss) : 'off',
    after: captured && own.some(({ capture }) => capture.state === 'failed') ? ', failed on a host' : '',
    fine: live.loss < loud && !own.some(({ capture }) => capture.state === 'failed'),
  });
  return entries;
}

function tellTick(live: Live, hosts: readonly Host[], now: number): StatusEntry {
  const { replay } = live;
  if (replay !== null) {
    const paused = replay.speed === 0;
    return {
      key: 'tick',
      before: 'Replay at',
      value: formatClock(replay.at),
      after: paused ? ', paused' : `, ${formatCount(replay.speed)}×`,
      fine: true,
    };
  }
  const tick = { key: 'tick', before: `Tick ${formatSpan(tickOf(hosts))}, last one`, after: ' ago' };
  if (live.lastTick === null)
    return { ...tick, before: 'Tick', value: 'none yet', after: '', fine: hosts.length === 0 };
  const age = Math.max(0, now - live.lastTick);
  if (isStale(live, hosts, now)) {
    return {
      ...tick,
      before: 'No tick since',
      value: formatClock(live.lastTick),
      after: `, ${formatSpan(age)}`,
      fine: false,
    };
  }
  return { ...tick, value: tellAge(age), fine: true };
}

/** Speeds a replay offers. */
export const replaySpeeds = [1, 10, 60, 100, 1000] as const;
