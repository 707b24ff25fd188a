import type { PolicyWorld } from '../policy/policy-world.ts';
import type { EnforcementPort } from './enforcement-port.ts';

/** A host that is watched, as enforcement sees it. */
export interface HostPlace {
  id: string;
  name: string;
  /** Whether it was permitted to change it. */
  permitted: boolean;
  /** Whether it answers, so that its VMs are known as they are now. */
  up: boolean;
  simulated: boolean;
}

/** What enforcement knows of the machines, and its doors to them. */
export interface Surroundings {
  hosts(): HostPlace[];
  /** One for each session of hosts that are watched. */
  worlds(): { id: string; world: PolicyWorld }[];
  /** Name of a VM, its UUID where no watched host has it. */
  nameOf(uuid: string): string;
  /** Opens the door to a host that was permitted. */
  open(host: string): EnforcementPort;
}
