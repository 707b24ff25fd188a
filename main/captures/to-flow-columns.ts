import type { FlowColumns } from '../store/flow-columns.ts';
import type { Flow } from '../telemetry/flow.ts';

/** The columns of a flow by which lists sort and filter. */
export function toFlowColumns(flow: Flow, final: boolean, name: string): FlowColumns {
  return {
    id: flow.id,
    start: flow.start,
    end: flow.end,
    transport: flow.transport,
    src: flow.src,
    sport: flow.sport,
    dst: flow.dst,
    dport: flow.dport,
    vlan: flow.vlans.at(-1) ?? null,
    tunnel: flow.tunnel,
    service: flow.service,
    state: flow.state,
    packetsOut: flow.out.packets,
    packetsIn: flow.in.packets,
    bytesOut: flow.out.bytes,
    bytesIn: flow.in.bytes,
    name,
    final,
  };
}
