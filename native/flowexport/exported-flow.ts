/** Packets of one direction, as a switch or router tells of them. Times are microseconds since the epoch. */
export interface ExportedFlow {
  /** Who tells: address of the exporter and its observation domain. */
  exporter: string;
  /** 4 or 6. */
  family: number;
  /** IP protocol number. */
  protocol: number;
  src: string;
  /** 0 where the protocol has no ports. */
  sport: number;
  dst: string;
  dport: number;
  icmpType: number;
  icmpCode: number;
  /** Lower case with colons, '' where it is not told. */
  srcMac: string;
  dstMac: string;
  /** 0 when untagged. */
  vlan: number;
  /** As the packet reader writes it, e.g. `vxlan:100`, '' for none. */
  tunnel: string;
  start: number;
  end: number;
  /** Scaled up by the sampling rate. */
  packets: number;
  /** IP bytes, header and payload; scaled up. */
  bytes: number;
  /** TCP flags, OR-ed. */
  flags: number;
  /** The other direction, where both are told in one record; 0 elsewhere. */
  reversePackets: number;
  reverseBytes: number;
  reverseFlags: number;
  /** Of one packet that was seen stands for so many; 1 when all were. */
  rate: number;
  /** Seen as it entered (0) or left (1) the exporter, -1 where it is not told. */
  direction: number;
}

/** Counters of a port, from sFlow. They only grow, until they start again. */
export interface PortCounters {
  exporter: string;
  /** Microseconds since the epoch. */
  time: number;
  /** Interface index on the exporter. */
  port: number;
  inBytes: number;
  inPackets: number;
  inDrops: number;
  inErrors: number;
  outBytes: number;
  outPackets: number;
  outDrops: number;
  outErrors: number;
}

/** Takes what datagrams hold. */
export interface ExportSink {
  flow(flow: ExportedFlow): void;
  counters(counters: PortCounters): void;
  /** Records, or datagrams that a gap in their numbers shows to be lost. */
  lost(exporter: string, count: number): void;
  /** Something in a datagram could not be read. */
  unread(code: string): void;
}

/** @returns a flow of which nothing is known yet */
export function blankFlow(exporter: string): ExportedFlow {
  return {
    exporter,
    family: 0,
    protocol: -1,
    src: '',
    sport: 0,
    dst: '',
    dport: 0,
    icmpType: 0,
    icmpCode: 0,
    srcMac: '',
    dstMac: '',
    vlan: 0,
    tunnel: '',
    start: 0,
    end: 0,
    packets: 0,
    bytes: 0,
    flags: 0,
    reversePackets: 0,
    reverseBytes: 0,
    reverseFlags: 0,
    rate: 1,
    direction: -1,
  };
}
