/** A network interface of a VM, as its host describes it. */
export interface VmInterface {
  /** Lower-case, colons. */
  mac: string;
  /** Device on the host (`vnet3`), '' while the VM is off or where the host names none. */
  target: string;
  /** libvirt network it is plugged into, '' where it names a bridge or device itself. */
  network: string;
  /** Bridge or device behind it, '' if unknown. */
  bridge: string;
  model: string;
  /** Name of its nwfilter, '' if none. */
  filter: string;
}

/** A disk of a VM. */
export interface VmDisk {
  target: string;
  source: string;
  device: string;
}

/** What a VM is doing, in libvirt's words. */
export type VmState = 'running' | 'blocked' | 'paused' | 'shutdown' | 'shutoff' | 'crashed' | 'suspended' | 'unknown';

/**
 * A VM as its host describes it. Its identity is the UUID: name, host and state may change. Names, titles and
 * descriptions come from whoever made the VM and are hostile text.
 */
export interface VmFacts {
  uuid: string;
  name: string;
  title: string;
  description: string;
  /** Id of the host it is on, see {@link HostFacts}. */
  host: string;
  state: VmState;
  interfaces: VmInterface[];
  disks: VmDisk[];
  /** `emulator tpm-crb 2.0`, '' if none. */
  tpm: string;
  vcpus: number;
  /** KiB. */
  maxMemory: number;
  /** Leased or reported addresses, with the MAC they belong to. */
  addresses: { mac: string; address: string; hostname: string }[];
  /** Declared in the domain's metadata under the product's namespace, '' if not. */
  role: string;
  sensitivity: string;
  /** Guest channels that are there, by name, e.g. `org.mien.agent.0`. */
  channels: string[];
}

/** A network of a host. */
export interface NetworkFacts {
  name: string;
  bridge: string;
  forward: string;
  /** CIDR text of its addresses. */
  ranges: string[];
  active: boolean;
}
