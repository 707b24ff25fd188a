import { readSegment } from '../../../native/packets/index/segment.ts';
import { WireDecoder } from '../../../native/packets/wire.ts';
import type { ParserSink } from '../parser-port.ts';
import { EncodedFlow } from './encoded-flow.ts';
import { EncodedRecord } from './encoded-record.ts';

/**
 * Takes the packet reader's wire apart and hands its messages to the sink.
 * @returns what to call with each piece; it throws on bytes that are no message: the child is not to be believed then
 */
export function createWireReader(sink: ParserSink): (piece: Uint8Array) => void {
  const decoder = new WireDecoder({
    flow: (body, isProvisional, name) => sink.flow(new EncodedFlow(body, !isProvisional, name), body),
    record: (body) => sink.record(new EncodedRecord(body), body),
    segment: (bytes) => {
      const segment = readSegment(bytes);
      if (!segment) throw new RangeError('A piece of the packet index is damaged.');
      const { file, firstPacket, flows, minTime, maxTime } = segment;
      sink.segment({ file, firstPacket, packets: flows.length, start: minTime, end: maxTime }, bytes);
    },
    // Said as JSON replies, where the session's own file numbers are known.
    note: () => undefined,
    progress: () => undefined,
    file: () => undefined,
  });
  return (piece) => decoder.push(piece);
}
