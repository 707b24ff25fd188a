import type { VmFacts } from '../../telemetry/vm-facts.ts';
import { draw, hash, pick } from './noise.ts';
import { type RoleProfile, roleProfiles } from './roles.ts';

/** A simulated VM: what does not change while it lives. */
export interface Machine {
  index: number;
  uuid: string;
  /** The first name; see {@link renamed}. */
  name: string;
  /** VMs of one group talk to each other. */
  group: number;
  profile: RoleProfile;
  address: string;
  mac: string;
  /** Minutes its day is shifted. */
  shift: number;
  /** Its size against the mean of its role, about 0.4 to 2.5. */
  size: number;
}

/** VMs that belong together: an application, a department. */
const GROUP = 40;
const groupNames = ['shop', 'billing', 'hr', 'press', 'lab', 'travel', 'stock', 'claims', 'media', 'intern'] as const;
const LONG =
  'legacy-order-fulfilment-and-customs-declaration-service-primary-replacement-of-2019-do-not-delete-ask-operations-first';

/** The VM of an index; the same for the same seed. */
export function createMachine(seed: number, index: number): Machine {
  const profile = profileAt(draw(seed, index, 1) * 100);
  const group = Math.floor(index / GROUP);
  const groupName = `${pick(groupNames, (group % groupNames.length) / groupNames.length)}${group >= groupNames.length ? Math.floor(group / groupNames.length) + 1 : ''}`;
  const plain = `${groupName}-${profile.role}-${String(index).padStart(3, '0')}`;
  const name = index % 97 === 41 ? `${plain}-${LONG}` : index % 89 === 53 ? `${plain} (Prüfstand Köln)` : plain;
  return {
    index,
    uuid: uuidOf(seed, index),
    name,
    group,
    profile,
    address: `10.${20 + Math.floor(index / 50_000)}.${Math.floor(index / 200)}.${10 + (index % 200)}`,
    mac: macOf(seed, index),
    shift: Math.floor(draw(seed, index, 2) * 40) - 20,
    size: Math.exp((draw(seed, index, 3) + draw(seed, index, 4) - 1) * 0.9),
  };
}

/** The name of a VM after so many renames. */
export function renamed(machine: Machine, times: number): string {
  return times === 0 ? machine.name : `${machine.name}-v${times + 1}`;
}

/** What a host says of a simulated VM. */
export function describeMachine(
  machine: Machine,
  host: string,
  running: boolean,
  renames: number,
  hasAgent: boolean,
): VmFacts {
  const { profile, index } = machine;
  const name = renamed(machine, renames);
  return {
    uuid: machine.uuid,
    name,
    title: '',
    description: index % 7 === 0 ? `Simulated ${profile.role} of group ${machine.group}` : '',
    host,
    state: running ? 'running' : 'shutoff',
    interfaces: [
      {
        mac: machine.mac,
        target: running ? `vnet${index}` : '',
        network: 'fleet',
        bridge: 'virbr1',
        model: 'virtio',
        filter: index % 3 === 0 ? 'clean-traffic' : '',
      },
    ],
    disks: [{ target: 'vda', source: `/var/lib/libvirt/images/${machine.uuid}.qcow2`, device: 'disk' }],
    tpm: index % 4 === 0 ? 'emulator tpm-crb 2.0' : '',
    vcpus: profile.vcpus,
    maxMemory: profile.memory * 1024,
    addresses: running ? [{ mac: machine.mac, address: machine.address, hostname: name.slice(0, 63) }] : [],
    role: index % 2 === 0 ? profile.role : '',
    sensitivity: index % 2 === 0 ? profile.sensitivity : '',
    channels: [...(index % 5 === 0 ? ['org.qemu.guest_agent.0'] : []), ...(hasAgent ? ['org.mien.agent.0'] : [])],
  };
}

function profileAt(percent: number): RoleProfile {
  let sum = 0;
  for (const profile of roleProfiles) {
    sum += profile.percent;
    if (percent < sum) return profile;
  }
  throw new Error('the shares of the roles do not add up to a hundred');
}

function uuidOf(seed: number, index: number): string {
  const hex = [11, 12, 13, 14].map((salt) => hash(seed, index, salt).toString(16).padStart(8, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

function macOf(seed: number, index: number): string {
  const low = hash(seed, 0, 15) & 0xff;
  const bytes = [0x52, 0x54, 0x00, low, (index >> 8) & 0xff, index & 0xff];
  return bytes.map((byte) => byte.toString(16).padStart(2, '0')).join(':');
}
