import { PcapngWriter } from '../../../native/packets/files/pcapng-writer.ts';
import type { FlowPacket } from '../flow-packets.ts';

/** Packets as one pcapng file; an interface a link type, nanosecond times, comments kept. */
export function writePcapng(packets: readonly FlowPacket[]): Uint8Array {
  const blocks: Buffer[] = [];
  const writer = new PcapngWriter((block) => blocks.push(block));
  for (const packet of packets) {
    const nanoseconds = BigInt(packet.nanoseconds);
    writer.add({
      bytes: Buffer.from(packet.bytes, 'base64'),
      linkType: packet.linkType,
      originalLength: packet.originalLength,
      seconds: Number(nanoseconds / 1_000_000_000n),
      nanoseconds: Number(nanoseconds % 1_000_000_000n),
      time: packet.time,
      offset: packet.fileOffset,
      interfaceName: '',
      comment: packet.comment,
    });
  }
  return Buffer.concat(blocks);
}
