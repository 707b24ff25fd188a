import type { ConnState } from '../../telemetry/flow.ts';
import type { Observation } from '../../telemetry/observation.ts';
import { canonicalMac } from './canonical-address.ts';
import { createFlow, type LoggedDirection } from './create-flow.ts';
import { estimatePayload, withoutEthernet } from './estimate-payload.ts';
import { eveKey, type EveEnds } from './eve-ends.ts';
import { readFlowService } from './flow-service.ts';
import type { JoinTable } from './join-table.ts';
import { listAt, numberAt, numberOf, recordAt, textAt, textsAt } from './json-fields.ts';
import type { JsonRecord } from './parse-json.ts';
import { readCalendarTime } from './read-time.ts';
import { tcpStateFromFlags } from './tcp-state.ts';

const COMMUNITY_ID = /^1:[A-Za-z0-9+/]{27}=$/;

/** Reads a `flow` record. Suricata counts whole frames; their Ethernet headers are taken off. */
export function readEveFlow(
  record: JsonRecord,
  ends: EveEnds,
  joins: JoinTable,
  sink: (observation: Observation) => void,
): boolean | 'repeated' {
  const told = recordAt(record, 'flow');
  const start = readCalendarTime(textAt(told, 'start'));
  if (told === undefined || Number.isNaN(start)) return false;
  const id = joins.claim(eveKey(ends), start);
  if (id === null) return 'repeated';
  const end = readCalendarTime(textAt(told, 'end'));
  const isIcmp = ends.transport === 'icmp' || ends.transport === 'icmp6';
  const out = direction(record, told, ends, 'toserver', 'tcp_flags_ts');
  const inbound = direction(record, told, ends, 'toclient', 'tcp_flags_tc');
  const communityId = textAt(record, 'community_id');
  const flow = createFlow({
    id,
    transport: ends.transport,
    src: ends.src,
    sport: isIcmp ? 0 : ends.sport,
    dst: ends.dst,
    dport: isIcmp ? 0 : ends.dport,
    icmpType: isIcmp ? numberAt(record, 'icmp_type') & 0xff : 0,
    icmpCode: isIcmp ? numberAt(record, 'icmp_code') & 0xff : 0,
    start,
    end: Number.isNaN(end) ? start : end,
    state: ends.transport === 'tcp' ? stateOf(record, out, inbound) : 'OTH',
    service: readFlowService(textAt(record, 'app_proto')),
    vlans: listAt(record, 'vlan')
      .map((vlan) => numberOf(vlan))
      .filter((vlan) => vlan > 0 && vlan < 4096)
      .slice(0, 4),
    tunnel: recordAt(record, 'tunnel') === undefined ? '' : 'tunnel',
    srcMac: canonicalMac(textsAt(record, 'ether', 'src_macs')[0] ?? textAt(record, 'ether', 'src_mac')),
    dstMac: canonicalMac(textsAt(record, 'ether', 'dest_macs')[0] ?? textAt(record, 'ether', 'dest_mac')),
    communityId: COMMUNITY_ID.test(communityId) ? communityId : '',
    out,
    in: inbound,
  });
  sink({ kind: 'flow', flow, final: true });
  return true;
}

function direction(record: JsonRecord, told: JsonRecord, ends: EveEnds, side: string, flags: string): LoggedDirection {
  const packets = count(numberAt(told, `pkts_${side}`));
  const bytes = withoutEthernet(packets, count(numberAt(told, `bytes_${side}`)));
  const hex = textAt(record, 'tcp', flags);
  return {
    packets,
    bytes,
    payload: estimatePayload(ends.transport, ends.src.includes(':'), packets, bytes),
    flags: /^[0-9a-fA-F]{1,2}$/.test(hex) ? Number.parseInt(hex, 16) : 0,
  };
}

function count(value: number): number {
  return value > 0 && value < 1e15 ? Math.floor(value) : 0;
}

function stateOf(record: JsonRecord, out: LoggedDirection, inbound: LoggedDirection): ConnState {
  if (out.flags !== 0 || inbound.flags !== 0) return tcpStateFromFlags(out.flags, inbound.flags);
  switch (textAt(record, 'tcp', 'state') || textAt(record, 'flow', 'state')) {
    case 'syn_sent':
    case 'new':
      return inbound.packets === 0 ? 'S0' : 'S1';
    case 'established':
      return 'S1';
    case 'closed':
      return 'SF';
    default:
      return 'OTH';
  }
}
