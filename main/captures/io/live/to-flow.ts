import type { BookedFlow } from '../../../../native/flowexport/flow-book.ts';
import type { Flow, Transport } from '../../../telemetry/flow.ts';
import { createFlow, type LoggedDirection } from '../../import/create-flow.ts';
import { estimatePayload } from '../../import/estimate-payload.ts';
import { tcpStateFromFlags } from '../../import/tcp-state.ts';

const transports = new Map<number, Transport>([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [58, 'icmp6'],
  [132, 'sctp'],
]);

/** A flow that others have counted, as the packet reader would tell it. */
export function toFlow(booked: BookedFlow): Flow {
  const transport = transports.get(booked.protocol) ?? (`ip-${booked.protocol}` as const);
  const isV6 = booked.family === 6;
  const side = ({ packets, bytes, flags }: BookedFlow['out']): LoggedDirection => ({
    packets,
    bytes,
    payload: estimatePayload(transport, isV6, packets, bytes),
    flags,
  });
  const { out, in: back } = booked;
  const isAnswered = back.packets > 0;
  return createFlow({
    id: booked.id,
    transport,
    src: booked.src,
    sport: booked.sport,
    dst: booked.dst,
    dport: booked.dport,
    start: booked.start,
    end: booked.end,
    state:
      transport === 'tcp' && (out.flags | back.flags) !== 0
        ? tcpStateFromFlags(out.flags, isAnswered ? back.flags : 0)
        : stateFromCounts(transport, out.packets > 0, isAnswered),
    vlans: booked.vlan > 0 ? [booked.vlan] : [],
    tunnel: booked.tunnel,
    srcMac: booked.srcMac,
    dstMac: booked.dstMac,
    icmpType: booked.icmpType,
    icmpCode: booked.icmpCode,
    out: side(out),
    in: side(back),
  });
}

/** Without flags only what was answered can be told. */
function stateFromCounts(transport: Transport, isAsked: boolean, isAnswered: boolean): Flow['state'] {
  if (transport !== 'tcp' && transport !== 'udp') return 'OTH';
  if (!isAsked) return transport === 'udp' ? 'SHR' : 'OTH';
  if (!isAnswered) return 'S0';
  return transport === 'udp' ? 'SF' : 'OTH';
}
