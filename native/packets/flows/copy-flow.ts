import type { DirectionStats, FlowRecord } from '../records.ts';

function copyDirection(stats: DirectionStats): DirectionStats {
  const { packets, bytes, payload, flags, dataPackets, sizeMean, sizeSd, gapMean, gapSd, gapMin, gapMax } = stats;
  return { packets, bytes, payload, flags, dataPackets, sizeMean, sizeSd, gapMean, gapSd, gapMin, gapMax };
}

/** @returns a plain record that stays as it is, from a view whose row goes on changing */
export function copyFlow(flow: FlowRecord): FlowRecord {
  return {
    id: flow.id,
    transport: flow.transport,
    src: flow.src,
    sport: flow.sport,
    dst: flow.dst,
    dport: flow.dport,
    vlans: [...flow.vlans],
    tunnel: flow.tunnel,
    srcMac: flow.srcMac,
    dstMac: flow.dstMac,
    icmpType: flow.icmpType,
    icmpCode: flow.icmpCode,
    start: flow.start,
    end: flow.end,
    out: copyDirection(flow.out),
    in: copyDirection(flow.in),
    pulses: flow.pulses,
    state: flow.state,
    service: flow.service,
    communityId: flow.communityId,
    firstPacket: flow.firstPacket,
    lastPacket: flow.lastPacket,
    entropyOut: flow.entropyOut,
    entropyIn: flow.entropyIn,
  };
}
