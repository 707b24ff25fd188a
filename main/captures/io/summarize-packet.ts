import { formatIpv4, formatIpv6 } from '../../../native/packets/decode/address-text.ts';
import { decodeFrame } from '../../../native/packets/decode/decode-frame.ts';
import { ARP_PROTOCOL, FRAGMENT, Packet } from '../../../native/packets/decode/packet.ts';
import { createFrame } from '../../../native/packets/files/frame.ts';
import type { StoredPacket } from '../../../native/packets/files/stored-packet.ts';

const flagNames = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const;

/** One line about a packet, and the end it came from. */
export interface PacketSummary {
  info: string;
  /** `address:port` of the innermost IP packet's source, '' where there is none. */
  source: string;
}

function addressOf(packet: Packet): string {
  return packet.family === 4
    ? formatIpv4(packet.source0)
    : formatIpv6(packet.source0, packet.source1, packet.source2, packet.source3);
}

function infoOf(packet: Packet): string {
  if (packet.protocol === ARP_PROTOCOL) return packet.operation === 1 ? 'ARP request' : 'ARP reply';
  if (packet.fragment === FRAGMENT.later) return `fragment of IP id ${packet.fragmentId}, ${packet.payloadLength} B`;
  const ports = `${packet.sourcePort} → ${packet.targetPort}`;
  switch (packet.protocol) {
    case 6: {
      const flags = flagNames.filter((_, bit) => (packet.tcpFlags >> bit) & 1).join(' ');
      return `${ports} ${flags}, ${packet.payloadLength} B`;
    }
    case 17:
      return `${ports} UDP, ${packet.payloadLength} B`;
    case 132:
      return `${ports} SCTP, ${packet.payloadLength} B`;
    case 1:
    case 58:
      return `ICMP type ${packet.icmpType} code ${packet.icmpCode}, ${packet.payloadLength} B`;
    default:
      return `IP protocol ${packet.protocol}, ${packet.payloadLength} B`;
  }
}

/** Decodes a packet just far enough for one line. */
export function summarizePacket(stored: StoredPacket): PacketSummary {
  const frame = createFrame();
  frame.bytes = stored.bytes;
  frame.capturedLength = stored.bytes.length;
  frame.originalLength = stored.originalLength;
  frame.linkType = stored.linkType;
  const packet = new Packet();
  decodeFrame(packet, frame);
  if (!packet.found) return { info: `${stored.bytes.length} B, no IP packet`, source: '' };
  return { info: infoOf(packet), source: `${addressOf(packet)}:${packet.sourcePort}` };
}
