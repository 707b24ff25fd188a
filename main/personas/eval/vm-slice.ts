import { outcomeOf, orientFlow } from '../../detection/flow-outcome.ts';
import type { Flow } from '../../telemetry/flow.ts';
import { TrafficProfile } from '../traffic-profile.ts';

/** What one VM did within a stretch of a session. */
export interface VmSlice {
  /** VM and stretch. */
  id: string;
  role: string;
  /** When it begins, microseconds. */
  from: number;
  profile: TrafficProfile;
}

/**
 * Cuts what VMs did into stretches of one length.
 * @param roleOf role of the VM that has an address, undefined for an address of none
 * @param length microseconds
 */
export function sliceFlows(
  flows: readonly Flow[],
  roleOf: (address: string) => string | undefined,
  length: number,
): VmSlice[] {
  const slices = new Map<string, VmSlice>();
  const add = (flow: Flow, address: string, outgoing: boolean): void => {
    const role = roleOf(address);
    if (role === undefined) return;
    const from = Math.floor(flow.start / length) * length;
    const id = `${address} ${from}`;
    const slice = slices.get(id) ?? { id, role, from, profile: new TrafficProfile() };
    slices.set(id, slice);
    slice.profile.add({
      outgoing,
      peer: outgoing ? flow.dst : flow.src,
      port: flow.dport,
      service: flow.service,
      answered: outcomeOf(flow) === 'answered',
      packets: flow.out.packets + flow.in.packets,
      bytesOut: (outgoing ? flow.out : flow.in).bytes,
      bytesIn: (outgoing ? flow.in : flow.out).bytes,
      start: flow.start,
    });
  };
  for (const told of flows) {
    if (told.transport === 'arp') continue;
    const flow = orientFlow(told);
    add(flow, flow.src, true);
    if (flow.dst !== flow.src) add(flow, flow.dst, false);
  }
  return [...slices.values()];
}
