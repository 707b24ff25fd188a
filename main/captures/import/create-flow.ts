import { LATEST_TIME } from './read-time.ts';
import type { ConnState, DirectionStats, Flow, Transport } from '../../telemetry/flow.ts';

/** What a log says of one direction; 0 where it says nothing. */
export interface LoggedDirection {
  packets: number;
  /** IP bytes. */
  bytes: number;
  /** Bytes above the transport header. */
  payload: number;
  flags: number;
}

/** What a log says of a flow; the rest of a {@link Flow} is neutral. */
export interface LoggedFlow {
  id: number;
  transport: Transport;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  start: number;
  end: number;
  state: ConnState;
  out: LoggedDirection;
  in: LoggedDirection;
  service?: string;
  vlans?: number[];
  tunnel?: string;
  srcMac?: string;
  dstMac?: string;
  icmpType?: number;
  icmpCode?: number;
  communityId?: string;
}

/** A direction in which nothing was seen. */
export const SILENT: Readonly<LoggedDirection> = { packets: 0, bytes: 0, payload: 0, flags: 0 };

/** Bytes of payload a full TCP segment carries on Ethernet. */
const FULL_SEGMENT = 1460;

/**
 * A flow as the packet reader would tell it, as far as a log knows: intervals and pulses are 0, entropy and packet
 * numbers -1, no community id unless the log has one. Data packets are the fewest that carry the payload.
 */
export function createFlow(logged: LoggedFlow): Flow {
  return {
    id: logged.id,
    transport: logged.transport,
    src: logged.src,
    sport: logged.sport,
    dst: logged.dst,
    dport: logged.dport,
    vlans: logged.vlans ?? [],
    tunnel: logged.tunnel ?? '',
    srcMac: logged.srcMac ?? '',
    dstMac: logged.dstMac ?? '',
    icmpType: logged.icmpType ?? 0,
    icmpCode: logged.icmpCode ?? 0,
    start: logged.start,
    end: Math.min(Math.max(logged.start, logged.end), LATEST_TIME),
    out: createDirection(logged.out),
    in: createDirection(logged.in),
    pulses: { count: 0, gapMean: 0, gapSd: 0, gapMedian: 0, sizeMean: 0, sizeSd: 0 },
    state: logged.state,
    service: logged.service ?? '',
    communityId: logged.communityId ?? '',
    firstPacket: -1,
    lastPacket: -1,
    entropyOut: -1,
    entropyIn: -1,
  };
}

function createDirection(logged: Readonly<LoggedDirection>): DirectionStats {
  const fewest = logged.payload > 0 ? Math.ceil(logged.payload / FULL_SEGMENT) : 0;
  const dataPackets = logged.packets > 0 ? Math.min(fewest, logged.packets) : fewest;
  return {
    packets: logged.packets,
    bytes: logged.bytes,
    payload: logged.payload,
    flags: logged.flags,
    dataPackets,
    sizeMean: dataPackets > 0 ? logged.payload / dataPackets : 0,
    sizeSd: 0,
    gapMean: 0,
    gapSd: 0,
    gapMin: 0,
    gapMax: 0,
  };
}
