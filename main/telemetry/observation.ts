import type { AgentRecord } from './agent-report.ts';
import type { Finding } from './finding.ts';
import type { Flow, L7Record } from './flow.ts';
import type { HostEvent } from './host-event.ts';
import type { RateRow } from './metrics.ts';
import type { VmFacts } from './vm-facts.ts';

/** Loss the source itself admits: packets dropped by a tap, blocks cut from a file, events an agent lost. */
export interface Loss {
  /** Share lost, 0 to 1, where known. */
  share: number;
  reason: string;
  /** UUID of the VM whose packets were lost; absent where it concerns all. */
  machine?: string;
}

/**
 * One thing the engine observed, live or replayed. A flow that is not `final` is a provisional state of a flow
 * that goes on; it is told again with the same id. Records may come before their flow.
 */
export type Observation =
  | { kind: 'flow'; flow: Flow; final: boolean }
  | { kind: 'record'; record: L7Record }
  | { kind: 'event'; event: HostEvent }
  | { kind: 'loss'; loss: Loss }
  /** A VM as its host describes it, told again when that changes. Where VMs are told, they are the subjects. */
  | { kind: 'machine'; facts: VmFacts; time: number }
  /** A VM is watched no more: it is no subject from here on. */
  | { kind: 'machine-forgotten'; uuid: string }
  /** Rates of a VM, in the order of time for each VM and tier. */
  | { kind: 'rates'; row: RateRow }
  /** What the agent inside a VM told, in its order. Time: when it came, microseconds. */
  | { kind: 'agent'; uuid: string; time: number; record: AgentRecord }
  /** A VM departed from its twin; told again with the same id while it grows, with score 0 where it was accepted. */
  | { kind: 'finding'; finding: Finding };
