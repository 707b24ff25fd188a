import type { VmFacts } from '../telemetry/vm-facts.ts';

/** UUID of the VM with a number. */
export function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A running VM with one interface, or what is given instead. */
export function vmFacts(number: number, parts: Partial<VmFacts> = {}): VmFacts {
  const mac = `52:54:00:00:00:${number.toString(16).padStart(2, '0')}`;
  return {
    uuid: uuidOf(number),
    name: `vm-${number}`,
    title: '',
    description: '',
    host: 'one',
    state: 'running',
    interfaces: [{ mac, target: `vnet${number}`, network: 'fleet', bridge: 'virbr1', model: 'virtio', filter: '' }],
    disks: [{ target: 'vda', source: '/images/vm.qcow2', device: 'disk' }],
    tpm: '',
    vcpus: 2,
    maxMemory: 2 ** 20,
    addresses: [{ mac, address: `10.1.1.${number}`, hostname: `vm-${number}` }],
    role: '',
    sensitivity: '',
    channels: [],
    ...parts,
  };
}
