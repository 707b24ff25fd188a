import type { ConnState, DirectionStats, FlowRecord, PulseStats, Transport } from '../records.ts';
import { ByteReader, WireError } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const STATES: readonly ConnState[] = [
  'S0',
  'S1',
  'SF',
  'REJ',
  'S2',
  'S3',
  'RSTO',
  'RSTR',
  'RSTOS0',
  'RSTRH',
  'SH',
  'SHR',
  'OTH',
];
const STATE_NUMBERS = new Map(STATES.map((state, index) => [state, index]));
const TRANSPORTS: readonly Transport[] = ['tcp', 'udp', 'icmp', 'icmp6', 'sctp', 'arp'];
const OTHER_TRANSPORT = 255;
const VERSION = 1;

/** What a flow row shows without its detail; read from the front of an encoded flow. */
export interface FlowColumns {
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
  communityId: string;
  packetsOut: number;
  packetsIn: number;
  bytesOut: number;
  bytesIn: number;
  payloadOut: number;
  payloadIn: number;
  firstPacket: number;
  lastPacket: number;
}

/** Appends a flow. The layout is kept in stores: change it only with its version byte. */
export function writeFlow(writer: ByteWriter, flow: FlowRecord): void {
  const { out, in: back } = flow;
  writer.u8(VERSION);
  writer.u32(flow.id);
  writeTransport(writer, flow.transport);
  writer.u8(STATE_NUMBERS.get(flow.state) ?? STATES.length - 1);
  writer.u16(flow.sport);
  writer.u16(flow.dport);
  writer.f64(flow.start);
  writer.f64(flow.end);
  writer.text(flow.src);
  writer.text(flow.dst);
  writer.text(flow.srcMac);
  writer.text(flow.dstMac);
  const { vlans } = flow;
  writer.u8(vlans.length);
  for (const vlan of vlans) writer.u16(vlan);
  writer.text(flow.tunnel);
  writer.text(flow.service);
  writer.text(flow.communityId);
  writer.whole(out.packets);
  writer.whole(back.packets);
  writer.whole(out.bytes);
  writer.whole(back.bytes);
  writer.whole(out.payload);
  writer.whole(back.payload);
  writer.whole(flow.firstPacket);
  writer.whole(flow.lastPacket);
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
 * Reads the columns of a flow and stops before its detail.
 * @param bytes an encoded flow, without its frame
 * @throws WireError on bytes that are not one
 */
export function decodeFlowColumns(bytes: Buffer): FlowColumns {
  return readColumns(new ByteReader(bytes));
}

/**
 * Reads a whole flow.
 * @param bytes an encoded flow, without its frame
 * @throws WireError on bytes that are not one
 */
export function decodeFlow(bytes: Buffer): FlowRecord {
  const reader = new ByteReader(bytes);
  const columns = readColumns(reader);
  const { packetsOut, packetsIn, bytesOut, bytesIn, payloadOut, payloadIn, ...shared } = columns;
  const icmpType = reader.u8();
  const icmpCode = reader.u8();
  const entropyOut = reader.f64();
  const entropyIn = reader.f64();
  const out = readDirection(reader, packetsOut, bytesOut, payloadOut);
  const back = readDirection(reader, packetsIn, bytesIn, payloadIn);
  return { ...shared, icmpType, icmpCode, entropyOut, entropyIn, out, in: back, pulses: readPulses(reader) };
}

function readColumns(reader: ByteReader): FlowColumns {
  const version = reader.u8();
  if (version !== VERSION) throw new WireError('bad-value', `A flow has version ${version}.`);
  return {
    id: reader.u32(),
    transport: readTransport(reader),
    state: readState(reader),
    sport: reader.u16(),
    dport: reader.u16(),
    start: reader.f64(),
    end: reader.f64(),
    src: reader.ascii(),
    dst: reader.ascii(),
    srcMac: reader.ascii(),
    dstMac: reader.ascii(),
    vlans: readVlans(reader),
    tunnel: reader.text(),
    service: reader.text(),
    communityId: reader.ascii(),
    packetsOut: reader.whole(),
    packetsIn: reader.whole(),
    bytesOut: reader.whole(),
    bytesIn: reader.whole(),
    payloadOut: reader.whole(),
    payloadIn: reader.whole(),
    firstPacket: reader.whole(),
    lastPacket: reader.whole(),
  };
}

function writeTransport(writer: ByteWriter, transport: Transport): void {
  const known = TRANSPORTS.indexOf(transport);
  writer.u8(known < 0 ? OTHER_TRANSPORT : known);
  if (known < 0) writer.u8(Number(transport.slice(3)));
}

function readTransport(reader: ByteReader): Transport {
  const known = reader.u8();
  if (known === OTHER_TRANSPORT) return `ip-${reader.u8()}`;
  const transport = TRANSPORTS[known];
  if (transport === undefined) throw new WireError('bad-value', `There is no transport ${known}.`);
  return transport;
}

function readState(reader: ByteReader): ConnState {
  const number = reader.u8();
  const state = STATES[number];
  if (state === undefined) throw new WireError('bad-value', `There is no connection state ${number}.`);
  return state;
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
