import { ARP_PROTOCOL } from '../decode/packet.ts';
import { D, DIRECTION, ROW_DOUBLES, ROW_WORDS, W } from '../flows/flow-layout.ts';
import type { FlowView } from '../flows/flow-view.ts';
import { deviation } from '../flows/pulses.ts';
import type { ByteWriter } from './byte-writer.ts';
import { ADDRESS, COMMUNITY_ID, FLOW_VERSION, MAC, numberState, OTHER_TRANSPORT } from './flow-marks.ts';

/** Numbers of `TRANSPORTS` by IP protocol. */
const TRANSPORT_NUMBERS = new Uint8Array(ARP_PROTOCOL + 1).fill(OTHER_TRANSPORT);
TRANSPORT_NUMBERS[6] = 0;
TRANSPORT_NUMBERS[17] = 1;
TRANSPORT_NUMBERS[1] = 2;
TRANSPORT_NUMBERS[58] = 3;
TRANSPORT_NUMBERS[132] = 4;
TRANSPORT_NUMBERS[ARP_PROTOCOL] = 5;

/**
 * Appends the flow in view straight from its row, byte for byte what `writeFlow` makes of the same flow as a
 * plain record but for addresses and Community ID, which need no text here. Once a flow: it has to be quick.
 */
export function writeViewedFlow(writer: ByteWriter, flow: FlowView): void {
  const { row, rows } = flow;
  const { words, doubles } = rows;
  const at = row * ROW_WORDS;
  const base = row * ROW_DOUBLES;
  const kind = words[at + W.kind]!;
  const protocol = kind & 0xffff;
  const hasPorts = protocol === 6 || protocol === 17 || protocol === 132;
  const ports = hasPorts ? words[at + W.ports]! : 0;
  writer.u8(FLOW_VERSION);
  writer.u32(words[at + W.id]!);
  const transport = TRANSPORT_NUMBERS[protocol]!;
  writer.u8(transport);
  if (transport === OTHER_TRANSPORT) writer.u8(protocol);
  writer.u8(numberState(flow.state));
  writer.u16(ports >>> 16);
  writer.u16(ports & 0xffff);
  writer.f64(doubles[base + D.start]!);
  writer.f64(doubles[base + D.end]!);
  const isVersion6 = kind >> 16 === 6;
  writeAddress(writer, words, at + W.source, isVersion6);
  writeAddress(writer, words, at + W.target, isVersion6);
  writeMac(writer, words[at + W.sourceMacHigh]!, words[at + W.sourceMacLow]!);
  writeMac(writer, words[at + W.targetMacHigh]!, words[at + W.targetMacLow]!);
  const { vlans, tunnel } = flow.surrounding;
  writer.u8(vlans.length);
  for (const vlan of vlans) writer.u16(vlan);
  writer.text(tunnel);
  writer.text(flow.service);
  writer.u8(COMMUNITY_ID.derived);
  const out = base + D.out;
  const back = base + D.in;
  writer.whole(doubles[out + DIRECTION.packets]!);
  writer.whole(doubles[back + DIRECTION.packets]!);
  writer.whole(doubles[out + DIRECTION.bytes]!);
  writer.whole(doubles[back + DIRECTION.bytes]!);
  writer.whole(doubles[out + DIRECTION.payload]!);
  writer.whole(doubles[back + DIRECTION.payload]!);
  writer.whole(doubles[base + D.firstPacket]! + 1);
  writer.whole(doubles[base + D.lastPacket]! + 1);
  writer.u16(swapBytes(words[at + W.icmp]!));
  writer.f64(flow.entropyOut);
  writer.f64(flow.entropyIn);
  const flags = words[at + W.flags]!;
  writeDirection(writer, doubles, out, flags & 0xff);
  writeDirection(writer, doubles, back, (flags >> 8) & 0xff);
  writePulses(writer, flow, words[at + W.pulses]!, doubles[base + D.pulseBytes]!);
}

/** Type first, then code. */
function swapBytes(icmp: number): number {
  return ((icmp & 0xff) << 8) | (icmp >> 8);
}

function writeAddress(writer: ByteWriter, words: Int32Array, at: number, isVersion6: boolean): void {
  writer.u8(isVersion6 ? ADDRESS.ipv6 : ADDRESS.ipv4);
  writer.u32(words[at]!);
  if (!isVersion6) return;
  writer.u32(words[at + 1]!);
  writer.u32(words[at + 2]!);
  writer.u32(words[at + 3]!);
}

function writeMac(writer: ByteWriter, high: number, low: number): void {
  writer.u8(high === 0 ? MAC.none : MAC.bytes);
  if (high === 0) return;
  writer.u16(high & 0xffff);
  writer.u32(low);
}

function writeDirection(writer: ByteWriter, doubles: Float64Array, at: number, flags: number): void {
  const packets = doubles[at + DIRECTION.packets]!;
  if (packets === 0) return;
  writer.u8(flags);
  const data = doubles[at + DIRECTION.dataPackets]!;
  writer.whole(data);
  if (data > 0) {
    const payload = doubles[at + DIRECTION.payload]!;
    writer.f64(payload / data);
    writer.f64(deviation(data, payload, doubles[at + DIRECTION.sizeSquares]!));
  }
  if (packets > 1) {
    const gaps = doubles[at + DIRECTION.gapSum]!;
    writer.f64(gaps / (packets - 1));
    writer.f64(deviation(packets - 1, gaps, doubles[at + DIRECTION.gapSquares]!));
    writer.f64(doubles[at + DIRECTION.gapMin]!);
    writer.f64(doubles[at + DIRECTION.gapMax]!);
  }
}

function writePulses(writer: ByteWriter, flow: FlowView, count: number, bytes: number): void {
  writer.whole(count);
  if (count === 0) return;
  if (count === 1) {
    writer.f64(bytes);
    writer.f64(0);
    return;
  }
  const pulses = flow.pulses;
  writer.f64(pulses.sizeMean);
  writer.f64(pulses.sizeSd);
  writer.f64(pulses.gapMean);
  writer.f64(pulses.gapSd);
  writer.f64(pulses.gapMedian);
}
