import type { ConnState, Transport } from '../records.ts';
import { ByteReader, WireError } from './byte-reader.ts';
import { ADDRESS, COMMUNITY_ID, FLOW_VERSION, MAC, readState, readTransport } from './flow-marks.ts';

/**
 * What lists of flows need of an encoded flow, read without making the rest of it: an import stores every flow, and
 * decodes only those that somebody looks at. All of the flow is checked, so that what is stored reads back.
 */
export class FlowFront {
  readonly id: number;
  readonly transport: Transport;
  readonly state: ConnState;
  readonly sport: number;
  readonly dport: number;
  readonly start: number;
  readonly end: number;
  /** IPv4 as a number, IPv6 as sixteen bytes, anything else as the text it came as. */
  readonly src: number | Buffer | string;
  readonly dst: number | Buffer | string;
  /** The innermost VLAN, null outside of any. */
  readonly vlan: number | null;
  readonly tunnel: string;
  readonly service: string;
  readonly packetsOut: number;
  readonly packetsIn: number;
  readonly bytesOut: number;
  readonly bytesIn: number;

  /**
   * @param bytes an encoded flow, without its frame
   * @throws WireError on bytes that are not one
   */
  constructor(bytes: Buffer) {
    const reader = new ByteReader(bytes);
    const version = reader.u8();
    if (version !== FLOW_VERSION) throw new WireError('bad-value', `A flow has version ${version}.`);
    this.id = reader.u32();
    this.transport = readTransport(reader);
    this.state = readState(reader);
    this.sport = reader.u16();
    this.dport = reader.u16();
    this.start = reader.f64();
    this.end = reader.f64();
    this.src = readAddressValue(reader);
    this.dst = readAddressValue(reader);
    skipMac(reader);
    skipMac(reader);
    const vlans = reader.u8();
    let vlan: number | null = null;
    for (let index = 0; index < vlans; index++) vlan = reader.u16();
    this.vlan = vlan;
    this.tunnel = reader.text();
    this.service = reader.text();
    if (reader.u8() !== COMMUNITY_ID.derived) reader.skipText();
    this.packetsOut = reader.whole();
    this.packetsIn = reader.whole();
    this.bytesOut = reader.whole();
    this.bytesIn = reader.whole();
    // Payload of either direction, numbers of the first and last packet.
    for (let index = 0; index < 4; index++) reader.whole();
    checkDetail(reader, this.packetsOut, this.packetsIn);
  }
}

function readAddressValue(reader: ByteReader): number | Buffer | string {
  const kind = reader.u8();
  if (kind === ADDRESS.ipv4) return reader.u32();
  if (kind === ADDRESS.text) return reader.text();
  if (kind !== ADDRESS.ipv6) throw new WireError('bad-value', `There is no address kind ${kind}.`);
  const value = Buffer.allocUnsafe(16);
  for (let at = 0; at < 16; at += 4) value.writeUInt32BE(reader.u32(), at);
  return value;
}

function skipMac(reader: ByteReader): void {
  const kind = reader.u8();
  if (kind === MAC.bytes) reader.skip(6);
  else if (kind === MAC.text) reader.skipText();
  else if (kind !== MAC.none) throw new WireError('bad-value', `There is no link address kind ${kind}.`);
}

/** ICMP type and code, entropies, both directions and pulses: as `decodeFlow` reads them. */
function checkDetail(reader: ByteReader, packetsOut: number, packetsIn: number): void {
  reader.skip(18);
  skipDirection(reader, packetsOut);
  skipDirection(reader, packetsIn);
  const pulses = reader.whole();
  if (pulses > 0) reader.skip(pulses === 1 ? 16 : 40);
}

function skipDirection(reader: ByteReader, packets: number): void {
  if (packets === 0) return;
  reader.skip(1);
  const hasData = reader.whole() > 0;
  reader.skip((hasData ? 16 : 0) + (packets > 1 ? 32 : 0));
}
