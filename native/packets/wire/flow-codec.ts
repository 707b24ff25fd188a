import type { ConnState, DirectionStats, FlowRecord, PulseStats, Transport } from '../records.ts';
import { formatIpv4, formatIpv6, formatMac, readIpv4 } from '../decode/address-text.ts';
import { communityIdOf } from '../flows/community-id.ts';
import { FlowView } from '../flows/flow-view.ts';
import { ByteReader, WireError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import {
  ADDRESS,
  COMMUNITY_ID,
  FLOW_VERSION,
  MAC,
  numberState,
  OTHER_TRANSPORT,
  readState,
  readTransport,
  TRANSPORTS,
} from './flow-marks.ts';
import { writeViewedFlow } from './viewed-flow.ts';

const MOST_VLANS = 16;

/** What stands at the front of an encoded flow. */
interface FlowColumns {
  id: number;
  transport: Transport;
  src: string;
  sport: number;
  dst: string;
  dport: number;
  vlans: number[];
  tunnel: string;
  srcMac: string;
  dstMac: string;
  start: number;
  end: number;
  state: ConnState;
  service: string;
  packetsOut: number;
  packetsIn: number;
  bytesOut: number;
  bytesIn: number;
  payloadOut: number;
  payloadIn: number;
  firstPacket: number;
  lastPacket: number;
  /** The Community ID where the flow came with one, null where it follows from the five-tuple. */
  writtenId: string | null;
}

/** Appends a flow, one in view or a plain one. The layout is kept in stores: change it only with its version byte. */
export function writeFlow(writer: ByteWriter, flow: FlowRecord): void {
  if (flow instanceof FlowView) {
    writeViewedFlow(writer, flow);
    return;
  }
  const { out, in: back } = flow;
  writer.u8(FLOW_VERSION);
  writer.u32(flow.id);
  writeTransport(writer, flow.transport);
  writer.u8(numberState(flow.state));
  writer.u16(flow.sport);
  writer.u16(flow.dport);
  writer.f64(flow.start);
  writer.f64(flow.end);
  writeAddress(writer, flow.src);
  writeAddress(writer, flow.dst);
  writeMac(writer, flow.srcMac);
  writeMac(writer, flow.dstMac);
  const vlans = flow.vlans.slice(0, MOST_VLANS);
  writer.u8(vlans.length);
  for (const vlan of vlans) writer.u16(vlan);
  writer.text(flow.tunnel);
  writer.text(flow.service);
  writer.u8(COMMUNITY_ID.written);
  writer.text(flow.communityId);
  writer.whole(out.packets);
  writer.whole(back.packets);
  writer.whole(out.bytes);
  writer.whole(back.bytes);
  writer.whole(out.payload);
  writer.whole(back.payload);
  // An imported flow has no packets: its numbers are -1.
  writer.whole(flow.firstPacket + 1);
  writer.whole(flow.lastPacket + 1);
  // Up to here the columns, from here the detail.
  writer.u8(flow.icmpType);
  writer.u8(flow.icmpCode);
  writer.f64(flow.entropyOut);
  writer.f64(flow.entropyIn);
  writeDirection(writer, out);
  writeDirection(writer, back);
  writePulses(writer, flow.pulses);
}

/**
 * Reads a whole flow. Its Community ID is worked out when it is first asked for, where it follows from the rest.
 * @param bytes an encoded flow, without its frame
 * @throws WireError on bytes that are not one
 */
export function decodeFlow(bytes: Buffer): FlowRecord {
  const reader = new ByteReader(bytes);
  const columns = readColumns(reader);
  const { writtenId } = columns;
  const icmpType = reader.u8();
  const icmpCode = reader.u8();
  const entropyOut = reader.f64();
  const entropyIn = reader.f64();
  const out = readDirection(reader, columns.packetsOut, columns.bytesOut, columns.payloadOut);
  const back = readDirection(reader, columns.packetsIn, columns.bytesIn, columns.payloadIn);
  const pulses = readPulses(reader);
  return {
    id: columns.id,
    transport: columns.transport,
    src: columns.src,
    sport: columns.sport,
    dst: columns.dst,
    dport: columns.dport,
    vlans: columns.vlans,
    tunnel: columns.tunnel,
    srcMac: columns.srcMac,
    dstMac: columns.dstMac,
    icmpType,
    icmpCode,
    start: columns.start,
    end: columns.end,
    out,
    in: back,
    pulses,
    state: columns.state,
    service: columns.service,
    get communityId(): string {
      return writtenId ?? communityIdOf(this);
    },
    firstPacket: columns.firstPacket,
    lastPacket: columns.lastPacket,
    entropyOut,
    entropyIn,
  };
}

function readColumns(reader: ByteReader): FlowColumns {
  const version = reader.u8();
  if (version !== FLOW_VERSION) throw new WireError('bad-value', `A flow has version ${version}.`);
  return {
    id: reader.u32(),
    transport: readTransport(reader),
    state: readState(reader),
    sport: reader.u16(),
    dport: reader.u16(),
    start: reader.f64(),
    end: reader.f64(),
    src: readAddress(reader),
    dst: readAddress(reader),
    srcMac: readMac(reader),
    dstMac: readMac(reader),
    vlans: readVlans(reader),
    tunnel: reader.text(),
    service: reader.text(),
    writtenId: reader.u8() === COMMUNITY_ID.derived ? null : reader.text(),
    packetsOut: reader.whole(),
    packetsIn: reader.whole(),
    bytesOut: reader.whole(),
    bytesIn: reader.whole(),
    payloadOut: reader.whole(),
    payloadIn: reader.whole(),
    firstPacket: reader.whole() - 1,
    lastPacket: reader.whole() - 1,
  };
}

/** IPv4 as its four bytes; all else, and what an import calls an address, as text. */
function writeAddress(writer: ByteWriter, address: string): void {
  const word = readIpv4(address);
  writer.u8(Number.isNaN(word) ? ADDRESS.text : ADDRESS.ipv4);
  if (Number.isNaN(word)) writer.text(address);
  else writer.u32(word);
}

function readAddress(reader: ByteReader): string {
  const kind = reader.u8();
  if (kind === ADDRESS.ipv4) return formatIpv4(reader.u32() | 0);
  if (kind === ADDRESS.ipv6) return formatIpv6(reader.u32() | 0, reader.u32() | 0, reader.u32() | 0, reader.u32() | 0);
  if (kind === ADDRESS.text) return reader.text();
  throw new WireError('bad-value', `There is no address kind ${kind}.`);
}

function writeMac(writer: ByteWriter, mac: string): void {
  if (mac === '') {
    writer.u8(MAC.none);
  } else if (isPlainMac(mac)) {
    writer.u8(MAC.bytes);
    writer.u16((hexByte(mac, 0) << 8) | hexByte(mac, 3));
    writer.u32((hexByte(mac, 6) << 24) | (hexByte(mac, 9) << 16) | (hexByte(mac, 12) << 8) | hexByte(mac, 15));
  } else {
    writer.u8(MAC.text);
    writer.text(mac);
  }
}

function readMac(reader: ByteReader): string {
  const kind = reader.u8();
  if (kind === MAC.none) return '';
  if (kind === MAC.text) return reader.text();
  if (kind !== MAC.bytes) throw new WireError('bad-value', `There is no link address kind ${kind}.`);
  return formatMac(reader.u16(), reader.u32() | 0);
}

/** Six pairs of lower-case digits: the only form that reads back as it was. */
function isPlainMac(mac: string): boolean {
  if (mac.length !== 17) return false;
  for (let index = 0; index < mac.length; index++) {
    const code = mac.charCodeAt(index);
    if (index % 3 === 2 ? code !== 58 : hexDigit(code) < 0) return false;
  }
  return true;
}

function hexByte(mac: string, at: number): number {
  return (hexDigit(mac.charCodeAt(at)) << 4) | hexDigit(mac.charCodeAt(at + 1));
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

function writeTransport(writer: ByteWriter, transport: Transport): void {
  const known = TRANSPORTS.indexOf(transport);
  writer.u8(known < 0 ? OTHER_TRANSPORT : known);
  if (known < 0) writer.u8(Number(transport.slice(3)));
}

function readVlans(reader: ByteReader): number[] {
  const count = reader.u8();
  const vlans: number[] = [];
  for (let index = 0; index < count; index++) vlans.push(reader.u16());
  return vlans;
}

/** Fields that one or no packet leaves 0 are left out: most flows are short. */
function writeDirection(writer: ByteWriter, stats: DirectionStats): void {
  const { packets } = stats;
  if (packets === 0) return;
  writer.u8(stats.flags);
  writer.whole(stats.dataPackets);
  if (stats.dataPackets > 0) {
    writer.f64(stats.sizeMean);
    writer.f64(stats.sizeSd);
  }
  if (packets > 1) {
    writer.f64(stats.gapMean);
    writer.f64(stats.gapSd);
    writer.f64(stats.gapMin);
    writer.f64(stats.gapMax);
  }
}

function readDirection(reader: ByteReader, packets: number, bytes: number, payload: number): DirectionStats {
  const flags = packets > 0 ? reader.u8() : 0;
  const dataPackets = packets > 0 ? reader.whole() : 0;
  const hasData = dataPackets > 0;
  const hasGaps = packets > 1;
  return {
    packets,
    bytes,
    payload,
    flags,
    dataPackets,
    sizeMean: hasData ? reader.f64() : 0,
    sizeSd: hasData ? reader.f64() : 0,
    gapMean: hasGaps ? reader.f64() : 0,
    gapSd: hasGaps ? reader.f64() : 0,
    gapMin: hasGaps ? reader.f64() : 0,
    gapMax: hasGaps ? reader.f64() : 0,
  };
}

function writePulses(writer: ByteWriter, pulses: PulseStats): void {
  writer.whole(pulses.count);
  if (pulses.count === 0) return;
  writer.f64(pulses.sizeMean);
  writer.f64(pulses.sizeSd);
  if (pulses.count === 1) return;
  writer.f64(pulses.gapMean);
  writer.f64(pulses.gapSd);
  writer.f64(pulses.gapMedian);
}

function readPulses(reader: ByteReader): PulseStats {
  const count = reader.whole();
  const isSome = count > 0;
  const isMany = count > 1;
  return {
    count,
    sizeMean: isSome ? reader.f64() : 0,
    sizeSd: isSome ? reader.f64() : 0,
    gapMean: isMany ? reader.f64() : 0,
    gapSd: isMany ? reader.f64() : 0,
    gapMedian: isMany ? reader.f64() : 0,
  };
}
