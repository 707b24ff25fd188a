import type { Frame } from '../files/frame.ts';

/** Next layers that have no EtherType of their own; EtherTypes stand for themselves, 0 ends the walk. */
export const LAYER = {
  none: 0,
  ipv4: 0x0800,
  arp: 0x0806,
  transparentEthernet: 0x6558,
  ipv6: 0x86dd,
  mpls: 0x8847,
  mplsMulticast: 0x8848,
  pppoe: 0x8864,
  ethernet: 0x10000,
  ppp: 0x10001,
  ipByVersion: 0x10002,
  wireless: 0x10003,
} as const;

/** What was unwrapped around the innermost packet; the low 24 bits of a tunnel word hold its number. */
export const TUNNEL = {
  vxlan: 1,
  geneve: 2,
  gre: 3,
  erspan: 4,
  ip4in4: 5,
  ip6in4: 6,
  ip4in6: 7,
  ip6in6: 8,
  teredo: 9,
  gtp: 10,
  mpls: 11,
  pppoe: 12,
} as const;

/** `protocol` of an ARP packet: one past the largest IP protocol number. */
export const ARP_PROTOCOL = 256;

/** Which part of its datagram an IP packet is. */
export const FRAGMENT = { whole: 0, first: 1, later: 2 } as const;

const DEEPEST = 8;

/**
 * The innermost IP (or ARP) packet of one frame. A single object is filled again for every frame; words are
 * signed 32-bit so that they stay small integers, offsets are into `bytes`.
 */
export class Packet {
  bytes: Buffer = Buffer.alloc(0);
  /** Microseconds; here rather than handed from call to call, since a double in a field costs no allocation. */
  time = 0.5;
  /** Where the walk through the layers stands, and the end of what was captured and of what was on the wire. */
  at = 0;
  end = 0;
  wireEnd = 0;

  /** An IP or ARP packet was found. */
  found = false;
  /** 4 or 6; ARP counts as 4. */
  family = 0;
  /** Address words, network order; IPv4 uses the first of each. */
  source0 = 0;
  source1 = 0;
  source2 = 0;
  source3 = 0;
  target0 = 0;
  target1 = 0;
  target2 = 0;
  target3 = 0;
  /** IP protocol behind any extension headers, or `ARP_PROTOCOL`. */
  protocol = 0;
  /** Offset of the innermost IP or ARP header. */
  networkAt = 0;
  transportAt = 0;
  sourcePort = 0;
  targetPort = 0;
  /** IP bytes, header and payload. */
  ipBytes = 0;
  /** Bytes above the transport header: where they start, where the captured ones end, how many were on the wire. */
  payloadAt = 0;
  payloadEnd = 0;
  payloadLength = 0;
  tcpFlags = 0;
  sequence = 0;
  acknowledgement = 0;
  icmpType = 0;
  icmpCode = 0;
  fragment = 0;
  fragmentId = 0;
  /** ARP operation. */
  operation = 0;
  /** Offsets of the link addresses, -1 when the link has none. */
  sourceMacAt = -1;
  targetMacAt = -1;

  readonly vlans = new Int32Array(DEEPEST);
  readonly tunnels = new Int32Array(DEEPEST);
  /** VLAN tags and tunnels around the packet found. */
  vlanCount = 0;
  tunnelCount = 0;
  /** The same while walking, and link addresses of the layer being walked. */
  walkedVlans = 0;
  walkedTunnels = 0;
  walkedSourceMac = -1;
  walkedTargetMac = -1;

  /** Starts on a frame. */
  begin(frame: Frame): void {
    this.bytes = frame.bytes;
    this.time = frame.time;
    this.at = frame.start;
    this.end = frame.start + frame.capturedLength;
    this.wireEnd = frame.start + frame.originalLength;
    this.found = false;
    this.vlanCount = 0;
    this.tunnelCount = 0;
    this.walkedVlans = 0;
    this.walkedTunnels = 0;
    this.walkedSourceMac = -1;
    this.walkedTargetMac = -1;
  }

  /** Takes what was walked so far as the surroundings of the packet found. */
  commit(): void {
    this.found = true;
    this.vlanCount = this.walkedVlans;
    this.tunnelCount = this.walkedTunnels;
    this.sourceMacAt = this.walkedSourceMac;
    this.targetMacAt = this.walkedTargetMac;
  }

  /** Notes a VLAN tag; the priority-only tag 0 names no network. */
  addVlan(id: number): void {
    if (id !== 0 && this.walkedVlans < DEEPEST) {
      this.vlans[this.walkedVlans] = id;
      this.walkedVlans += 1;
    }
  }

  /** Notes a tunnel around what follows. @param number its network number, 0 when it has none */
  addTunnel(kind: number, number: number): void {
    if (this.walkedTunnels < DEEPEST) {
      this.tunnels[this.walkedTunnels] = (kind << 24) | number;
      this.walkedTunnels += 1;
    }
  }
}
