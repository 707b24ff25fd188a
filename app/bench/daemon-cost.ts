import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PollEvery } from '../../main/hosts/host-port.ts';
import { createLibvirtHostMaker } from '../../main/hosts/io/libvirt-host.ts';
import { applicationRoot } from '../application-root.ts';
import { findHostProgram } from '../find-host-program.ts';

/** Ticks that each way of polling is measured over, and milliseconds between them: faster than the console asks, since a
 * few guests cost too little to be seen otherwise. */
const ticks = 200;
const tick = 100;

/** CPU time of libvirtd for polling in tiers, beside asking everything at every tick. */
export interface DaemonCost {
  vms: number;
  /** Milliseconds of libvirtd's CPU a VM and tick. */
  tiers: number;
  everything: number;
}

/** CPU ticks (a hundredth of a second) that a process has spent. */
function spentBy(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return Number(fields[11]) + Number(fields[12]);
}

/** Measures on the testbed, where it is up. @returns null where it is not */
export async function measureDaemonCost(): Promise<DaemonCost | null> {
  const script = join(applicationRoot(), 'e2e', 'testbed', 'testbed.sh');
  let uri: string;
  let pid: number;
  try {
    const status = JSON.parse(execFileSync(script, ['status', '--json'], { encoding: 'utf8', stdio: 'pipe' })) as {
      hosts: { id: string; uris: { unixReadOnly: string } }[];
    };
    uri = status.hosts.find(({ id }) => id === 'h1')?.uris.unixReadOnly ?? '';
    if (uri === '') return null;
    pid = Number(execFileSync(script, ['libvirtd', 'h1', 'pid'], { encoding: 'utf8', stdio: 'pipe' }));
  } catch {
    return null;
  }
  const program = findHostProgram(applicationRoot(), false);
  const cost = async (every: PollEvery): Promise<{ cpu: number; vms: number }> => {
    const told = { ticks: 0, vms: 0 };
    const settings = { id: 'bench', uri, name: '', every, capture: false, capturePrefix: [], paused: false };
    const host = createLibvirtHostMaker(program)(settings, (report) => {
      if (report.type !== 'tick') return;
      told.ticks++;
      told.vms = report.total;
    });
    const reach = async (tickNumber: number): Promise<void> => {
      while (told.ticks < tickNumber) await sleep(tick);
    };
    await reach(5);
    const [from, first] = [spentBy(pid), told.ticks];
    await reach(first + ticks);
    const cpu = ((spentBy(pid) - from) * 10) / (told.ticks - first);
    await host.close();
    return { cpu, vms: told.vms };
  };
  const everything = await cost({ interfaces: tick, cpu: tick, disks: tick });
  const tiers = await cost({ interfaces: tick, cpu: 5 * tick, disks: 30 * tick });
  return { vms: tiers.vms, tiers: tiers.cpu / tiers.vms, everything: everything.cpu / everything.vms };
}
