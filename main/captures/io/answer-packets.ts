import { describeFrame } from '../../../native/packets/describe/describe-frame.ts';
import type { CaptureInterface } from '../../../native/packets/files/frame.ts';
import { PacketAccess } from '../../../native/packets/files/packet-access.ts';
import type { StoredPacket } from '../../../native/packets/files/stored-packet.ts';

import { readSegment, type Segment } from '../../../native/packets/index/segment.ts';
import type { ParserFile, ParserPacket, ParserRequest } from '../parser-messages.ts';
import type { ParserOutput } from './parser-output.ts';

function toInterfaces(segment: Segment): CaptureInterface[] {
  const interfaces: CaptureInterface[] = [];
  for (const [id, source] of segment.interfaces) interfaces[id] = source;
  return interfaces;
}

function toParserPacket(packet: StoredPacket, describe: boolean): ParserPacket {
  const { info, source, layers } = describeFrame(packet);
  return {
    time: packet.time,
    nanoseconds: String(BigInt(packet.seconds) * 1_000_000_000n + BigInt(Math.trunc(packet.nanoseconds))),
    linkType: packet.linkType,
    originalLength: packet.originalLength,
    comment: packet.comment,
    bytes: packet.bytes.toString('base64'),
    info,
    source,
    layers: describe ? layers : [],
  };
}

/** Reads the packets a request names and answers it; what cannot be read is null, what goes wrong is told. */
export async function answerPackets(
  files: readonly ParserFile[],
  request: Extract<ParserRequest, { op: 'packets' }>,
  output: ParserOutput,
): Promise<void> {
  const packets: (ParserPacket | null)[] = [];
  let error = '';
  try {
    const file = files[request.file];
    if (!file) throw new RangeError('This session has no such file.');
    for (const piece of request.index) {
      const segment = readSegment(Buffer.from(piece, 'base64'));
      if (!segment) throw new RangeError('The packet index is damaged; open the capture again to rebuild it.');
      const access = new PacketAccess(file.descriptor, { offset: file.offset, length: file.length });
      // The segment says how its records are written, so the file need not be walked to find out.
      access.learn(segment.layout, toInterfaces(segment), 0);
      access.complete();
      const places = Array.from(segment.offsets, (offset) => segment.baseOffset + offset);
      for (const packet of await access.read(places)) packets.push(packet && toParserPacket(packet, request.describe));
    }
  } catch (problem) {
    error = problem instanceof Error ? problem.message : String(problem);
  }
  output.reply({ type: 'packets', id: request.id, packets: error ? [] : packets, error });
}
