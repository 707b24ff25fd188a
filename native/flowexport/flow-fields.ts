import type { DatagramReader } from './datagram-reader.ts';
import { blankFlow, type ExportedFlow } from './exported-flow.ts';

/** A field of a template. */
export interface TemplateField {
  /** Information element; NetFlow v9 numbers the same things alike. */
  element: number;
  /** Private enterprise number, 0 for the elements of the standard. */
  enterprise: number;
  /** Bytes, or `VARIABLE`. */
  length: number;
}

/** Length of a field whose length stands before each value. */
export const VARIABLE = 0xffff;

/** When a message was sent: what its relative times are relative to. Microseconds since the epoch. */
export interface MessageTime {
  exported: number;
  /** When the exporter started, NaN where it is not told. */
  started: number;
}

/** RFC 5103: the same element, of the other direction. */
const REVERSE = 29_305;
/** Open vSwitch tells of tunnels under this number. */
const VMWARE = 6876;
const TUNNELS = new Map([
  [1, 'vxlan'],
  [2, 'gre'],
  [7, 'geneve'],
]);
const NTP_EPOCH = 2_208_988_800;
const ETHERNET_HEADER = 14;
/** Nothing sent before 1990 or after 2200 is believed. */
const EARLIEST = 631e12;
const LATEST = 7258e12;

/** Reads the values of a record into a flow. */
export class FlowFields {
  #flow: ExportedFlow;
  #layer2 = 0;
  #deltaPackets = -1;
  #totalPackets = 0;
  #deltaBytes = -1;
  #totalBytes = 0;
  #tunnelKind = '';
  #tunnelKey = 0;
  readonly #time: MessageTime;

  constructor(exporter: string, time: MessageTime) {
    this.#flow = blankFlow(exporter);
    this.#time = time;
  }

  /** Takes a value, which `reader` holds alone. */
  take({ element, enterprise }: TemplateField, reader: DatagramReader): void {
    if (enterprise === 0) this.#takeStandard(element, reader, reader.left);
    else if (enterprise === REVERSE) this.#takeReverse(element, reader);
    else if (enterprise === VMWARE) this.#takeTunnel(element, reader);
  }

  /** @returns null when the record is not about IP packets */
  finish(rateOfExporter: number): ExportedFlow | null {
    const flow = this.#flow;
    if (flow.src === '' || flow.dst === '' || flow.protocol < 0) return null;
    if (flow.src.includes(':') !== flow.dst.includes(':')) return null;
    flow.family = flow.src.includes(':') ? 6 : 4;
    flow.packets = this.#deltaPackets >= 0 ? this.#deltaPackets : this.#totalPackets;
    flow.bytes = this.#deltaBytes >= 0 ? this.#deltaBytes : this.#totalBytes;
    if (flow.bytes === 0 && this.#layer2 > 0) flow.bytes = Math.max(0, this.#layer2 - flow.packets * ETHERNET_HEADER);
    if (flow.packets === 0 && flow.reversePackets === 0) return null;
    if (flow.rate <= 1) flow.rate = rateOfExporter;
    flow.packets *= flow.rate;
    flow.bytes *= flow.rate;
    flow.reversePackets *= flow.rate;
    flow.reverseBytes *= flow.rate;
    if (flow.protocol !== 6 && flow.protocol !== 17 && flow.protocol !== 132) {
      flow.sport = 0;
      flow.dport = 0;
    }
    if (!(flow.end >= EARLIEST && flow.end <= LATEST)) flow.end = this.#time.exported;
    if (!(flow.start >= EARLIEST && flow.start <= flow.end)) flow.start = flow.end;
    const key = this.#tunnelKey > 0 ? `:${this.#tunnelKey}` : '';
    if (this.#tunnelKind !== '') flow.tunnel = `${this.#tunnelKind}${key}`;
    return flow;
  }

  #takeStandard(element: number, reader: DatagramReader, length: number): void {
    const flow = this.#flow;
    switch (element) {
      case 8:
      case 27:
        flow.src = reader.address(length);
        break;
      case 12:
      case 28:
        flow.dst = reader.address(length);
        break;
      case 4:
        flow.protocol = reader.u8();
        break;
      case 7:
        flow.sport = reader.unsigned(length) & 0xffff;
        break;
      case 11:
        flow.dport = reader.unsigned(length) & 0xffff;
        break;
      case 6:
        flow.flags |= reader.unsigned(length) & 0xff;
        break;
      case 56:
        flow.srcMac = reader.mac();
        break;
      case 80:
        flow.dstMac = reader.mac();
        break;
      case 58:
      case 243:
        flow.vlan = reader.unsigned(length) & 0xfff;
        break;
      case 61:
        flow.direction = reader.u8();
        break;
      case 32:
      case 139:
        this.#takeIcmp(reader.unsigned(length));
        break;
      case 176:
      case 178:
        flow.icmpType = reader.u8();
        break;
      case 177:
      case 179:
        flow.icmpCode = reader.u8();
        break;
      case 34:
      case 305:
        flow.rate = Math.max(1, reader.unsigned(length));
        break;
      case 1:
        this.#deltaBytes = reader.unsigned(length);
        break;
      case 85:
        this.#totalBytes = reader.unsigned(length);
        break;
      case 2:
        this.#deltaPackets = reader.unsigned(length);
        break;
      case 86:
        this.#totalPackets = reader.unsigned(length);
        break;
      case 352:
        this.#layer2 = reader.unsigned(length);
        break;
      default:
        this.#takeTime(element, reader, length);
    }
  }

  #takeIcmp(typeAndCode: number): void {
    this.#flow.icmpType = (typeAndCode >> 8) & 0xff;
    this.#flow.icmpCode = typeAndCode & 0xff;
  }

  #takeTime(element: number, reader: DatagramReader, length: number): void {
    const flow = this.#flow;
    // Starts are even and ends odd but for the oldest two, which are the other way round.
    switch (element) {
      case 22:
        flow.start = this.#time.started + reader.unsigned(length) * 1e3;
        break;
      case 21:
        flow.end = this.#time.started + reader.unsigned(length) * 1e3;
        break;
      case 150:
        flow.start = reader.unsigned(length) * 1e6;
        break;
      case 151:
        flow.end = reader.unsigned(length) * 1e6;
        break;
      case 152:
        flow.start = reader.unsigned(length) * 1e3;
        break;
      case 153:
        flow.end = reader.unsigned(length) * 1e3;
        break;
      case 154:
      case 156:
        flow.start = readNtp(reader);
        break;
      case 155:
      case 157:
        flow.end = readNtp(reader);
        break;
      case 158:
        flow.start = this.#time.exported - reader.unsigned(length);
        break;
      case 159:
        flow.end = this.#time.exported - reader.unsigned(length);
        break;
    }
  }

  #takeReverse(element: number, reader: DatagramReader): void {
    const flow = this.#flow;
    if (element === 1 || element === 85) flow.reverseBytes = reader.unsigned(reader.left);
    else if (element === 2 || element === 86) flow.reversePackets = reader.unsigned(reader.left);
    else if (element === 6) flow.reverseFlags = reader.unsigned(reader.left) & 0xff;
  }

  #takeTunnel(element: number, reader: DatagramReader): void {
    if (element === 891) this.#tunnelKind = TUNNELS.get(reader.u8()) ?? '';
    // Three bytes of a network number, eight of a key.
    else if (element === 892) this.#tunnelKey = reader.unsigned(reader.left);
  }
}

/** Seconds since 1900 and a fraction of 32 bits. */
function readNtp(reader: DatagramReader): number {
  const seconds = reader.u32();
  return (seconds - NTP_EPOCH) * 1e6 + Math.floor((reader.u32() * 1e6) / 0x1_0000_0000);
}
