import type { AgentReport } from '../telemetry/agent-report.ts';
import type { NetworkFacts, VmFacts } from '../telemetry/vm-facts.ts';
import type { SampleBatch, SampleTier } from '../telemetry/resource-sample.ts';

/** Why something failed, in words for the person who must mend it. */
export interface Failure {
  /** `refused`, `unreachable`, `certificate`, `permission`, `too-old`, `wrong-uri`, `timeout` … */
  code: string;
  title: string;
  detail: string;
  /** What to do: a sentence, with the command to run where there is one. */
  action: string;
}

/** How a host is doing: `stale` answers no more but is not given up; `down` is; `refused` needs a person. */
export type HostState = 'connecting' | 'up' | 'stale' | 'down' | 'refused' | 'paused';

/** What a host tells, live, simulated or replayed. Times are microseconds since the epoch. */
export type HostReport =
  | {
      type: 'state';
      time: number;
      state: HostState;
      /** libvirt and hypervisor versions, '' until known. */
      daemon: string;
      failure: Failure | null;
      /** When the next try is due, null where none is. */
      retryAt: number | null;
      attempt: number;
    }
  /** All VMs and networks, after each connect: VMs that are not named are gone. */
  | { type: 'inventory'; time: number; vms: VmFacts[]; networks: NetworkFacts[] }
  /** A VM came or changed. */
  | { type: 'vm'; time: number; vm: VmFacts }
  | { type: 'vm-gone'; time: number; uuid: string; reason: string }
  | { type: 'samples'; time: number; batch: SampleBatch }
  /** What agents inside VMs told since the last. */
  | { type: 'agents'; time: number; agents: AgentReport[] }
  /** A VM that does not answer its hypervisor (or does again). */
  | { type: 'hung'; time: number; uuid: string; hung: boolean }
  /** Nothing was sampled between two times. */
  | { type: 'gap'; time: number; from: number; to: number; tier: SampleTier; reason: string }
  /** One turn of the interface tier is over: VMs that answer, of all that are active, and milliseconds it began late. */
  | { type: 'tick'; time: number; answered: number; total: number; late: number };
