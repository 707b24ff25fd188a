import type { Flow, L7Record } from '../telemetry/flow.ts';
import { nameOfRecord } from '../telemetry/name-of-record.ts';
import { toIsoTime } from './report.ts';

/** Names listed of one flow at most. */
const maxNames = 32;

const ported = new Set(['tcp', 'udp', 'sctp']);

/** A flow as one value for other programs. */
export function toFlowLine(flow: Flow, records: readonly L7Record[]): object {
  const names = new Set<string>();
  for (const record of records) {
    const name = nameOfRecord(record);
    if (name && names.size < maxNames) names.add(name);
  }
  const hasPorts = ported.has(flow.transport);
  const isIcmp = flow.transport === 'icmp' || flow.transport === 'icmp6';
  return {
    proto: flow.transport,
    src: flow.src,
    sport: hasPorts ? flow.sport : null,
    dst: flow.dst,
    dport: hasPorts ? flow.dport : null,
    ...(isIcmp ? { icmp: { type: flow.icmpType, code: flow.icmpCode } } : {}),
    vlan: flow.vlans.at(-1) ?? null,
    vlans: flow.vlans,
    tunnel: flow.tunnel || null,
    packetsOut: flow.out.packets,
    packetsIn: flow.in.packets,
    bytesOut: flow.out.bytes,
    bytesIn: flow.in.bytes,
    start: toIsoTime(flow.start),
    end: toIsoTime(flow.end),
    state: flow.state,
    service: flow.service || null,
    communityId: flow.communityId || null,
    names: [...names],
  };
}
