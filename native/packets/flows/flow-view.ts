import { formatIpv4, formatIpv6, formatMac } from '../decode/address-text.ts';
import { ARP_PROTOCOL } from '../decode/packet.ts';
import type { ConnState, DirectionStats, FlowRecord, PulseStats, Transport } from '../records.ts';
import { communityIdOf } from './community-id.ts';
import { D, DIRECTION, ROW_DOUBLES, ROW_WORDS, W } from './flow-layout.ts';
import type { FlowRows } from './flow-rows.ts';
import type { FlowTable } from './flow-table.ts';
import { deviation } from './pulses.ts';
import type { Surrounding } from './surroundings.ts';
import { nameState } from './tcp-state.ts';

/** One direction of the flow in view. */
class DirectionView implements DirectionStats {
  readonly #doubles: Float64Array;
  readonly #words: Int32Array;
  readonly #isOut: boolean;
  #at = 0;
  #row = 0;

  constructor(table: FlowTable, isOut: boolean) {
    this.#doubles = table.rows.doubles;
    this.#words = table.rows.words;
    this.#isOut = isOut;
  }

  look(row: number): void {
    this.#row = row;
    this.#at = row * ROW_DOUBLES + (this.#isOut ? D.out : D.in);
  }

  get packets(): number {
    return this.#doubles[this.#at + DIRECTION.packets]!;
  }
  get bytes(): number {
    return this.#doubles[this.#at + DIRECTION.bytes]!;
  }
  get payload(): number {
    return this.#doubles[this.#at + DIRECTION.payload]!;
  }
  get flags(): number {
    const flags = this.#words[this.#row * ROW_WORDS + W.flags]!;
    return (this.#isOut ? flags : flags >> 8) & 0xff;
  }
  get dataPackets(): number {
    return this.#doubles[this.#at + DIRECTION.dataPackets]!;
  }
  get sizeMean(): number {
    const packets = this.dataPackets;
    return packets === 0 ? 0 : this.payload / packets;
  }
  get sizeSd(): number {
    return deviation(this.dataPackets, this.payload, this.#doubles[this.#at + DIRECTION.sizeSquares]!);
  }
  get gapMean(): number {
    const gaps = this.packets - 1;
    return gaps < 1 ? 0 : this.#doubles[this.#at + DIRECTION.gapSum]! / gaps;
  }
  get gapSd(): number {
    return deviation(
      this.packets - 1,
      this.#doubles[this.#at + DIRECTION.gapSum]!,
      this.#doubles[this.#at + DIRECTION.gapSquares]!,
    );
  }
  get gapMin(): number {
    return this.#doubles[this.#at + DIRECTION.gapMin]!;
  }
  get gapMax(): number {
    return this.#doubles[this.#at + DIRECTION.gapMax]!;
  }
}

/**
 * An open flow, read as a `FlowRecord` without copying it. One object looks at one row after another; what it
 * shows is valid until the row changes. Spread nothing: the fields are getters; `copyFlow` makes a plain record.
 */
export class FlowView implements FlowRecord {
  readonly #table: FlowTable;
  readonly #outView: DirectionView;
  readonly #inView: DirectionView;
  #at = 0;
  #base = 0;
  row = 0;
  service = '';
  /** Memory of the row, for whoever writes it without the detour over fields. */
  readonly rows: FlowRows;

  constructor(table: FlowTable) {
    this.#table = table;
    this.rows = table.rows;
    this.#outView = new DirectionView(table, true);
    this.#inView = new DirectionView(table, false);
  }

  /** Turns to a row. @param service what its dissector calls it */
  look(row: number, service: string): this {
    this.row = row;
    this.#at = row * ROW_WORDS;
    this.#base = row * ROW_DOUBLES;
    this.#outView.look(row);
    this.#inView.look(row);
    this.service = service;
    return this;
  }

  get id(): number {
    return this.#word(W.id);
  }
  get transport(): Transport {
    return nameTransport(this.#protocol);
  }
  get src(): string {
    return this.#address(W.source);
  }
  get dst(): string {
    return this.#address(W.target);
  }
  get sport(): number {
    return this.#hasPorts ? this.#word(W.ports) >>> 16 : 0;
  }
  get dport(): number {
    return this.#hasPorts ? this.#word(W.ports) & 0xffff : 0;
  }
  get vlans(): number[] {
    return this.surrounding.vlans;
  }
  get tunnel(): string {
    return this.surrounding.tunnel;
  }
  get srcMac(): string {
    const high = this.#word(W.sourceMacHigh);
    return high === 0 ? '' : formatMac(high, this.#word(W.sourceMacLow));
  }
  get dstMac(): string {
    const high = this.#word(W.targetMacHigh);
    return high === 0 ? '' : formatMac(high, this.#word(W.targetMacLow));
  }
  get icmpType(): number {
    return this.#word(W.icmp) >> 8;
  }
  get icmpCode(): number {
    return this.#word(W.icmp) & 0xff;
  }
  get start(): number {
    return this.#double(D.start);
  }
  get end(): number {
    return this.#double(D.end);
  }
  get out(): DirectionStats {
    return this.#outView;
  }
  get in(): DirectionStats {
    return this.#inView;
  }
  get pulses(): PulseStats {
    return this.#table.pulses.measure(this.row);
  }
  get state(): ConnState {
    const protocol = this.#protocol;
    if (protocol === 6) return nameState(this.#word(W.status) & 0xff, this.#outView.payload + this.#inView.payload > 0);
    if (protocol !== 17) return 'OTH';
    const hasOut = this.#outView.packets > 0;
    const hasIn = this.#inView.packets > 0;
    if (hasOut) return hasIn ? 'SF' : 'S0';
    return hasIn ? 'SHR' : 'OTH';
  }
  get communityId(): string {
    return communityIdOf(this);
  }
  get firstPacket(): number {
    return this.#double(D.firstPacket);
  }
  get lastPacket(): number {
    return this.#double(D.lastPacket);
  }
  get entropyOut(): number {
    return this.#entropy(W.histogramOut, D.entropyOut);
  }
  get entropyIn(): number {
    return this.#entropy(W.histogramIn, D.entropyIn);
  }

  get #protocol(): number {
    return this.#word(W.kind) & 0xffff;
  }
  get #hasPorts(): boolean {
    const protocol = this.#protocol;
    return protocol === 6 || protocol === 17 || protocol === 132;
  }
  /** Surroundings of the originator's packets, or of the answers where only those were seen. */
  get surrounding(): Surrounding {
    const own = this.#word(W.contextOut);
    return this.#table.surroundings.get(own >= 0 ? own : this.#word(W.contextIn));
  }

  #word(field: number): number {
    return this.#table.rows.words[this.#at + field]!;
  }

  #double(field: number): number {
    return this.#table.rows.doubles[this.#base + field]!;
  }

  #address(field: number): string {
    const first = this.#word(field);
    if (this.#word(W.kind) >> 16 !== 6) return formatIpv4(first);
    return formatIpv6(first, this.#word(field + 1), this.#word(field + 2), this.#word(field + 3));
  }

  #entropy(histogram: number, field: number): number {
    const handle = this.#word(histogram);
    if (handle === 0) return -1;
    return handle < 0 ? this.#double(field) : this.#table.histograms.measure(handle - 1);
  }
}

/** @returns the transport's name for an IP protocol number or `ARP_PROTOCOL` */
export function nameTransport(protocol: number): Transport {
  switch (protocol) {
    case 6:
      return 'tcp';
    case 17:
      return 'udp';
    case 1:
      return 'icmp';
    case 58:
      return 'icmp6';
    case 132:
      return 'sctp';
    case ARP_PROTOCOL:
      return 'arp';
    default:
      return `ip-${protocol}`;
  }
}
