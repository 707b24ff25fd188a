import type { InterfaceCounters, ResourceSample } from '../../telemetry/resource-sample.ts';
import type { NetworkFacts, VmFacts, VmState } from '../../telemetry/vm-facts.ts';
import type { HostProblem } from '../host-problem.ts';

/** Counters that the daemon tells without asking a VM's own process: one stuck VM cannot hold them up. */
export interface QuickSample {
  uuid: string;
  name: string;
  state: VmState;
  interfaces: InterfaceCounters[];
}

/**
 * What only a VM's own process tells, or its libvirt only together with that: CPU, memory and hardware events; disks; or
 * nothing but that it is there.
 */
export type DeepGroup = 'cpu' | 'disks' | 'presence';

/** Something happened to a VM; what it is now must be asked. */
export interface VmChange {
  uuid: string;
  /** Why it went, in words, where it went. */
  gone: string;
}

/** Virtual networks, and the addresses they leased. */
export interface NetworkView {
  networks: NetworkFacts[];
  leases: { mac: string; address: string; hostname: string }[];
}

/**
 * One daemon that is connected to, as the watch sees it: two connections behind it, so that what waits for a stuck VM never
 * delays the rest. Calls reject with a {@link LinkError}.
 */
export interface HostLink {
  /** `libvirt 9.0.0, QEMU 7.2.0`. */
  readonly daemon: string;
  /** Resolves when it is no more: with the problem, or null when it was closed here. */
  readonly ended: Promise<HostProblem | null>;
  /** UUIDs of all VMs, running or not. */
  list(): Promise<string[]>;
  /** What the daemon says of a VM, null when it is gone. */
  describe(uuid: string): Promise<Omit<VmFacts, 'host' | 'addresses'> | null>;
  networks(): Promise<NetworkView>;
  /** Counters of all active VMs. */
  quick(): Promise<QuickSample[]>;
  /**
   * Asks the processes of some VMs. Those whose process is busy with another question are left out of the answer, but for
   * `presence`. Two such questions must not be under way about one VM: each would find it busy with the other.
   * @param deadline milliseconds, after which it rejects with a problem of kind `timeout`
   */
  deep(uuids: readonly string[], group: DeepGroup, deadline: number): Promise<ResourceSample[]>;
  close(): Promise<void>;
}

/** Opens a link; changes of VMs are told from the start, before the first list. Rejects with a {@link LinkError}. */
export type OpenLink = (onChange: (change: VmChange) => void, signal: AbortSignal) => Promise<HostLink>;

/** A call over a link that failed, and how. */
export class LinkError extends Error {
  readonly problem: HostProblem;

  constructor(problem: HostProblem) {
    super(problem.message);
    this.name = 'LinkError';
    this.problem = problem;
  }
}

/** The problem of whatever was thrown by a link. @throws what is no failure of a link: a defect of ours */
export function problemOf(thrown: unknown): HostProblem {
  if (thrown instanceof LinkError) return thrown.problem;
  throw thrown;
}
