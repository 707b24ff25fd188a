import { formatIpv4, formatIpv6, formatMac } from '../packets/decode/address-text.ts';
import { decodeFrame } from '../packets/decode/decode-frame.ts';
import { ARP_PROTOCOL, FRAGMENT, Packet } from '../packets/decode/packet.ts';
import { word16, word32 } from '../packets/decode/words.ts';
import { createFrame } from '../packets/files/frame.ts';
import { DatagramReader } from './datagram-reader.ts';
import { blankFlow, type ExportedFlow } from './exported-flow.ts';
import type { ExportContext } from './read-netflow.ts';

/** Samples of a datagram at most; an Ethernet frame holds some ten. */
const MOST_SAMPLES = 1024;
/** Link types of sFlow's header protocols: Ethernet, IPv4 and IPv6 without a link layer. */
const LINK_TYPES = new Map([
  [1, 1],
  [11, 101],
  [12, 101],
]);

const packet = new Packet();
const frame = createFrame();

/** Where a sample was taken. */
interface Place extends ExportContext {
  exporter: string;
  /** Microseconds since the epoch. */
  time: number;
}

/** Reads an sFlow version 5 datagram. @param time when it came: it tells none itself; microseconds since the epoch */
export function readSflow(bytes: Uint8Array, context: ExportContext, time: number): void {
  const { source, sequences, sink } = context;
  const reader = new DatagramReader(bytes, 4);
  const agent = readAgent(reader);
  const exporter = `${source} ${agent} ${reader.u32()}`;
  const sequence = reader.u32();
  reader.skip(4);
  const samples = reader.u32();
  if (reader.failed || samples > MOST_SAMPLES) return sink.unread('bad-message');
  const place: Place = { ...context, exporter, time };
  for (let index = 0; index < samples; index++) {
    const format = reader.u32();
    const sample = reader.part(reader.u32());
    if (sample.failed) {
      sink.unread('bad-sample');
      break;
    }
    if (format === 1 || format === 3) readFlowSample(sample, place, format === 3);
    else if (format === 2 || format === 4) readCounterSample(sample, place, format === 4);
  }
  const missing = sequences.take(exporter, sequence, 1);
  if (missing > 0) sink.lost(exporter, missing);
}

function readAgent(reader: DatagramReader): string {
  const kind = reader.u32();
  return kind === 1 ? reader.address(4) : kind === 2 ? reader.address(16) : '';
}

function readFlowSample(reader: DatagramReader, place: Place, isExpanded: boolean): void {
  reader.skip(isExpanded ? 12 : 8);
  const rate = Math.max(1, reader.u32());
  // Pool, drops, and the ports it came and went by.
  reader.skip(8 + (isExpanded ? 16 : 8));
  let flow: ExportedFlow | null = null;
  let vlan = 0;
  for (let records = reader.u32(); records > 0 && reader.left >= 8; records--) {
    const format = reader.u32();
    const record = reader.part(reader.u32());
    if (format === 1) flow = readHeader(record, place) ?? flow;
    else if (format === 3 || format === 4) flow ??= readAddresses(record, place, format === 3 ? 4 : 16);
    else if (format === 1001) vlan = record.u32() & 0xfff;
  }
  if (reader.failed) place.sink.unread('bad-sample');
  if (flow === null) return;
  flow.rate = rate;
  flow.packets = rate;
  flow.bytes *= rate;
  flow.vlan ||= vlan;
  place.sink.flow(flow);
}

/** A sampled header is a frame cut short: the packet decoder reads it. */
function readHeader(reader: DatagramReader, { exporter, time }: Place): ExportedFlow | null {
  const linkType = LINK_TYPES.get(reader.u32());
  const wireLength = reader.u32();
  const stripped = reader.u32();
  const length = reader.u32();
  if (reader.failed || length > reader.left || linkType === undefined) return null;
  frame.bytes = reader.bytes;
  frame.start = reader.at;
  frame.capturedLength = length;
  frame.originalLength = Math.max(length, wireLength - Math.min(stripped, wireLength));
  frame.linkType = linkType;
  frame.time = time;
  if (!decodeFrame(packet, frame) || !packet.found || packet.protocol === ARP_PROTOCOL) return null;
  const flow = blankFlow(exporter);
  const { bytes, family } = packet;
  flow.family = family;
  flow.protocol = packet.protocol;
  flow.src =
    family === 4
      ? formatIpv4(packet.source0)
      : formatIpv6(packet.source0, packet.source1, packet.source2, packet.source3);
  flow.dst =
    family === 4
      ? formatIpv4(packet.target0)
      : formatIpv6(packet.target0, packet.target1, packet.target2, packet.target3);
  if (packet.fragment !== FRAGMENT.later && (flow.protocol === 6 || flow.protocol === 17 || flow.protocol === 132)) {
    flow.sport = packet.sourcePort;
    flow.dport = packet.targetPort;
    if (flow.protocol === 6) flow.flags = packet.tcpFlags & 0xff;
  }
  if (flow.protocol === 1 || flow.protocol === 58) {
    flow.icmpType = packet.icmpType;
    flow.icmpCode = packet.icmpCode;
  }
  if (packet.sourceMacAt >= 0)
    flow.srcMac = formatMac(word16(bytes, packet.sourceMacAt), word32(bytes, packet.sourceMacAt + 2));
  if (packet.targetMacAt >= 0)
    flow.dstMac = formatMac(word16(bytes, packet.targetMacAt), word32(bytes, packet.targetMacAt + 2));
  if (packet.vlanCount > 0) flow.vlan = packet.vlans[packet.vlanCount - 1] ?? 0;
  flow.start = time;
  flow.end = time;
  flow.bytes = packet.ipBytes;
  return flow;
}

/** An exporter that sends no headers tells addresses and ports alone. */
function readAddresses(reader: DatagramReader, { exporter, time }: Place, length: number): ExportedFlow | null {
  const flow = blankFlow(exporter);
  flow.bytes = reader.u32();
  flow.protocol = reader.u32() & 0xff;
  flow.src = reader.address(length);
  flow.dst = reader.address(length);
  const sport = reader.u32() & 0xffff;
  const dport = reader.u32() & 0xffff;
  if (reader.failed) return null;
  flow.family = length === 4 ? 4 : 6;
  if (flow.protocol === 6 || flow.protocol === 17 || flow.protocol === 132) {
    flow.sport = sport;
    flow.dport = dport;
  }
  if (flow.protocol === 6) flow.flags = reader.u32() & 0xff;
  flow.start = time;
  flow.end = time;
  return flow;
}

function readCounterSample(reader: DatagramReader, place: Place, isExpanded: boolean): void {
  reader.skip(isExpanded ? 12 : 8);
  for (let records = reader.u32(); records > 0 && reader.left >= 8; records--) {
    const format = reader.u32();
    const record = reader.part(reader.u32());
    if (format === 1) readPort(record, place);
  }
  if (reader.failed) place.sink.unread('bad-sample');
}

function readPort(reader: DatagramReader, { exporter, time, sink }: Place): void {
  const port = reader.u32();
  // Type, speed, direction and status.
  reader.skip(20);
  const inBytes = reader.u64();
  const inPackets = reader.u32() + reader.u32() + reader.u32();
  const inDrops = reader.u32();
  const inErrors = reader.u32();
  reader.skip(4);
  const outBytes = reader.u64();
  const outPackets = reader.u32() + reader.u32() + reader.u32();
  const outDrops = reader.u32();
  const outErrors = reader.u32();
  if (reader.failed) return sink.unread('bad-sample');
  sink.counters({
    exporter,
    time,
    port,
    inBytes,
    inPackets,
    inDrops,
    inErrors,
    outBytes,
    outPackets,
    outDrops,
    outErrors,
  });
}
