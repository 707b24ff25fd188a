import type { Flow } from '../telemetry/flow.ts';
import type { ParserPacket } from './parser-messages.ts';
import type { Session } from './session.ts';

/** A packet of a flow, with where it came from. */
export interface FlowPacket {
  /** Position in the flow, from 0. */
  index: number;
  /** Frame number, from 1, over the files of the session. */
  frame: number;
  time: number;
  outbound: boolean;
  length: number;
  info: string;
  file: string;
  fileOffset: number;
  capturedLength: number;
  originalLength: number;
  comment: string;
  /** LINKTYPE_ number of the frame. */
  linkType: number;
  /** Nanoseconds since the epoch, decimal. */
  nanoseconds: string;
  /** Base64. */
  bytes: string;
  layers: ParserPacket['layers'];
}

/** Some packets of a flow that one segment of the index holds. */
interface Stretch {
  file: number;
  places: { packet: number; place: number }[];
  index: Uint8Array;
}

function findStretches(session: Session, flow: Flow, offset: number, limit: number): Stretch[] {
  const stretches: Stretch[] = [];
  let skip = offset;
  let left = limit;
  for (const segment of session.store.eachSegment(flow.firstPacket, flow.lastPacket)) {
    const found = session.codec.places(segment.detail, flow.id);
    const places = found.slice(skip, skip + left);
    skip = Math.max(0, skip - found.length);
    if (places.length === 0) continue;
    const index = session.codec.pick(
      segment.detail,
      places.map((place) => place.packet),
    );
    stretches.push({ file: segment.file, places, index });
    left -= places.length;
    if (left <= 0) break;
  }
  return stretches;
}

/** Whether a packet from `source` (`address:port`) goes from the originator; ports only decide within one host. */
function isOutbound(flow: Flow, source: string): boolean {
  return flow.src === flow.dst ? source === `${flow.src}:${flow.sport}` : source.startsWith(`${flow.src}:`);
}

/** Packets of a flow that the index knows; 0 where the flow came from a log. */
export function countFlowPackets(session: Session, flow: Flow): number {
  return findStretches(session, flow, 0, 1).length === 0 ? 0 : flow.out.packets + flow.in.packets;
}

/**
 * Packets of a flow, read from the evidence in the parsing child.
 * @param describe whether each is decoded to its fields
 */
export async function listFlowPackets(
  session: Session,
  flow: Flow,
  offset: number,
  limit: number,
  describe: boolean,
): Promise<FlowPacket[]> {
  const stretches = findStretches(session, flow, offset, limit);
  const packets: FlowPacket[] = [];
  for (let at = 0; at < stretches.length;) {
    const file = stretches[at]?.file ?? 0;
    let end = at;
    while (end < stretches.length && stretches[end]?.file === file) end++;
    const run = stretches.slice(at, end);
    const frames = await session.readPackets(
      file,
      run.map((stretch) => stretch.index),
      describe,
    );
    for (const [position, place] of run.flatMap((stretch) => stretch.places).entries()) {
      const frame = frames[position];
      if (!frame) continue;
      const capturedLength = Buffer.byteLength(frame.bytes, 'base64');
      packets.push({
        index: offset + packets.length,
        frame: place.packet + 1,
        time: frame.time,
        outbound: isOutbound(flow, frame.source),
        length: frame.originalLength,
        info: frame.info,
        file: session.fileName(file),
        fileOffset: place.place,
        capturedLength,
        originalLength: frame.originalLength,
        comment: frame.comment,
        linkType: frame.linkType,
        nanoseconds: frame.nanoseconds,
        bytes: frame.bytes,
        layers: frame.layers,
      });
    }
    at = end;
  }
  return packets;
}
