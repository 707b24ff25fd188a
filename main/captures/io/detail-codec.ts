import { pickPackets } from '../../../native/packets/index/pick-packets.ts';
import { findPackets, readSegment } from '../../../native/packets/index/segment.ts';
import { decodeFlow } from '../../../native/packets/wire/flow-codec.ts';
import { decodeRecord } from '../../../native/packets/wire/record-codec.ts';
import type { DetailCodec } from '../parser-port.ts';

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Reads back what the store keeps as the packet reader told it. */
export const detailCodec: DetailCodec = {
  flow: (detail) => decodeFlow(asBuffer(detail)),
  record: (detail) => decodeRecord(asBuffer(detail)),
  places: (detail, flow) => {
    const segment = readSegment(asBuffer(detail));
    return segment ? findPackets(segment, flow).map((place) => ({ packet: place.number, place: place.offset })) : [];
  },
  pick: (detail, packets) => pickPackets(asBuffer(detail), packets),
};
