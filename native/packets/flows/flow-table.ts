import type { Packet } from '../decode/packet.ts';
import { FRAGMENT } from '../decode/packet.ts';
import { word16, word32 } from '../decode/words.ts';
import { ByteHistograms } from './byte-histograms.ts';
import { D, DIRECTION, ROW_DOUBLES, ROW_WORDS, STATUS, W } from './flow-layout.ts';
import { CLOCK_AHEAD, IDLE, MOST_FLOWS, REORDERED_PACKETS } from './flow-limits.ts';
import { FlowRows } from './flow-rows.ts';
import { idleLimit, isNewConnection } from './flow-splits.ts';
import { flipRow } from './flip-row.ts';
import { pairIcmpTypes } from './icmp-pairs.ts';
import { Pulses } from './pulses.ts';
import { Surroundings } from './surroundings.ts';
import { advanceStates, ENDPOINT } from './tcp-state.ts';

const SYN = 2;
const ACK = 16;
const BOTH_ESTABLISHED = ENDPOINT.established | (ENDPOINT.established << 4);
/** Flows are told as over up to this much late, in microseconds of capture time. */
const SWEEP_EVERY = 2e6;
/** Packets that pay for a look at one row: where that is not in the cache it costs as much as a quarter of a packet. */
const PACKETS_A_ROW = 4;
const EVICTION_CANDIDATES = 16;

/** Hears of flows that are over; the row may be read during the call and is gone after it. */
export interface FlowEnds {
  ended(row: number): void;
  /** The originator turned out to be the other side. */
  flipped(row: number): void;
}

/** Ports above the reserved ones on which servers are usual enough to tell who answers. */
const HIGH_SERVER_PORTS = new Set([1433, 1521, 3306, 3389, 5432, 5900, 5985, 5986, 6379, 8080, 8443, 9092, 27017]);

/**
 * Whether the first segment seen of a connection that began before the capture comes from its server, by the only
 * thing there is to go by: a reserved port talks to an ephemeral one.
 */
function isServersSide(packet: Packet): boolean {
  if ((packet.tcpFlags & SYN) !== 0) return false;
  const { sourcePort, targetPort } = packet;
  if (targetPort < 1024 || HIGH_SERVER_PORTS.has(targetPort)) return false;
  return (sourcePort > 0 && sourcePort < 1024) || (HIGH_SERVER_PORTS.has(sourcePort) && targetPort >= 32_768);
}

/**
 * All open flows. Counts each packet into its flow, opens and ends flows. Nothing is allocated for a packet;
 * the memory of a flood is the memory of a full table.
 */
export class FlowTable {
  readonly rows: FlowRows;
  readonly surroundings = new Surroundings();
  readonly histograms = new ByteHistograms();
  readonly pulses: Pulses;
  readonly #ends: FlowEnds;
  /** Id of the newest flow. */
  lastId = 0;
  /** Direction of the packet counted last. */
  forward = true;
  /** Greatest time seen: packets may come unordered. */
  #clock = 0;
  #behind = 0;
  #swept = 0;
  #sincePackets = 0;
  #hand = 0;

  /** @param seed fixed for reproducible tests, else random */
  constructor(ends: FlowEnds, capacity = MOST_FLOWS, seed?: number) {
    this.rows = new FlowRows(capacity, seed);
    this.pulses = new Pulses(this.rows);
    this.#ends = ends;
  }

  /**
   * Counts one packet.
   * @param number packet number, over all files
   * @returns the row of its flow; `forward` tells the direction
   */
  count(packet: Packet, number: number): number {
    const { rows } = this;
    this.#advanceClock(packet.time);
    const kind = packet.protocol | (packet.family << 16);
    const isIcmp = packet.protocol === 1 || packet.protocol === 58;
    const ports = isIcmp
      ? pairIcmpTypes(packet.protocol === 58, packet.icmpType, packet.icmpCode)
      : (packet.sourcePort << 16) | packet.targetPort;
    const isPlain = packet.vlanCount === 0 && packet.tunnelCount === 0;
    const context = isPlain ? 0 : this.surroundings.numberOf(packet);
    let row = rows.find(packet, ports, kind, context);
    if (row >= 0 && this.#isOver(row, packet)) {
      this.end(row);
      row = -1;
    }
    if (row < 0) row = this.#open(packet, ports, kind, context, number);
    this.forward = rows.forward;
    this.#countInto(row, packet, number);
    if (packet.protocol === 6 && packet.fragment !== FRAGMENT.later) this.#countSegment(row, packet);
    if (packet.payloadLength > 0) this.#countPayload(row, packet);
    return row;
  }

  /** Tells a flow as over and gives its row back. */
  end(row: number): void {
    this.#ends.ended(row);
    const at = row * ROW_WORDS;
    const { words } = this.rows;
    if (words[at + W.histogramOut]! > 0) this.histograms.release(words[at + W.histogramOut]! - 1);
    if (words[at + W.histogramIn]! > 0) this.histograms.release(words[at + W.histogramIn]! - 1);
    this.pulses.forget(row);
    this.rows.remove(row);
  }

  /** Tells all flows as over, and forgets the clock: the next file may be older. */
  endAll(): void {
    this.eachOpen((row) => this.end(row));
    this.#clock = 0;
    this.#swept = 0;
    this.#behind = 0;
  }

  /** Time of the packets, microseconds: the greatest seen, unless that was far ahead; 0 before the first. */
  get clock(): number {
    return this.#clock;
  }

  /**
   * Ends flows that are silent too long at a time told from outside. A packet of such a flow would begin a new one
   * anyway, so what is told is the same as without.
   */
  tick(time: number): void {
    if (time - this.#swept >= SWEEP_EVERY) this.#sweep(time);
  }

  eachOpen(take: (row: number) => void): void {
    const { rows } = this;
    for (let row = 0; row < rows.used; row++) {
      if (rows.isInUse(row)) take(row);
    }
  }

  #advanceClock(time: number): void {
    if (time > this.#clock) {
      this.#clock = time;
      this.#behind = 0;
    } else if (this.#clock - time > CLOCK_AHEAD.time) {
      this.#behind += 1;
      if (this.#behind > CLOCK_AHEAD.packets) {
        this.#clock = time;
        this.#swept = time;
        this.#behind = 0;
      }
    }
    this.#sincePackets += 1;
    // A sweep looks at every row: enough packets must have paid for it.
    if (this.#clock - this.#swept > SWEEP_EVERY && this.#sincePackets > this.rows.used * PACKETS_A_ROW)
      this.#sweep(this.#clock);
  }

  #sweep(time: number): void {
    const { rows } = this;
    this.#swept = time;
    this.#sincePackets = 0;
    for (let row = 0; row < rows.used; row++) {
      if (rows.isInUse(row) && time - rows.doubles[row * ROW_DOUBLES + D.end]! > idleLimit(rows, row)) this.end(row);
    }
  }

  #isOver(row: number, packet: Packet): boolean {
    const { rows } = this;
    if (packet.protocol === 6 && (packet.tcpFlags & (SYN | ACK)) === SYN && packet.fragment !== FRAGMENT.later) {
      return isNewConnection(rows, row, packet);
    }
    const idle = packet.time - rows.doubles[row * ROW_DOUBLES + D.end]!;
    return idle > IDLE.tcpClosed && idle > idleLimit(rows, row);
  }

  #open(packet: Packet, ports: number, kind: number, context: number, number: number): number {
    const { rows } = this;
    let row = rows.insert(packet, ports, kind, context);
    if (row < 0) {
      this.end(this.#leastWanted());
      row = rows.insert(packet, ports, kind, context);
    }
    rows.forward = true;
    const { words, doubles } = rows;
    const { time } = packet;
    const at = row * ROW_WORDS;
    const base = row * ROW_DOUBLES;
    this.lastId += 1;
    words[at + W.id] = this.lastId;
    words[at + W.icmp] = (packet.icmpType << 8) | packet.icmpCode;
    doubles[base + D.start] = time;
    doubles[base + D.end] = time;
    doubles[base + D.firstPacket] = number;
    doubles[base + D.told] = -1;
    const { bytes } = packet;
    if (packet.sourceMacAt >= 0) {
      words[at + W.sourceMacHigh] = word16(bytes, packet.sourceMacAt) | 0x10000;
      words[at + W.sourceMacLow] = word32(bytes, packet.sourceMacAt + 2);
    }
    if (packet.targetMacAt >= 0) {
      words[at + W.targetMacHigh] = word16(bytes, packet.targetMacAt) | 0x10000;
      words[at + W.targetMacLow] = word32(bytes, packet.targetMacAt + 2);
    }
    // Whoever gets a SYN-ACK has asked for it, seen or not.
    const isAnswer =
      packet.protocol === 6 && ((packet.tcpFlags & (SYN | ACK)) === (SYN | ACK) || isServersSide(packet));
    if (isAnswer && packet.fragment !== FRAGMENT.later) {
      flipRow(rows, row);
      rows.forward = false;
    }
    return row;
  }

  /** @returns among a few rows the one whose loss costs least: closed or unanswered before silent before busy */
  #leastWanted(): number {
    const { rows } = this;
    let best = this.#hand;
    let bestWorth = Infinity;
    for (let tried = 0; tried < EVICTION_CANDIDATES; tried++) {
      const row = this.#hand;
      this.#hand = (this.#hand + 1) % rows.used;
      const base = row * ROW_DOUBLES;
      const packets = rows.doubles[base + D.out]! + rows.doubles[base + D.in]!;
      // Recency by packet number, since times may be out of order.
      const worth = rows.doubles[base + D.lastPacket]! + Math.min(packets, 64) * 4096;
      if (worth < bestWorth) {
        bestWorth = worth;
        best = row;
      }
    }
    return best;
  }

  #countInto(row: number, packet: Packet, number: number): void {
    const { doubles } = this.rows;
    const { time, payloadLength } = packet;
    const base = row * ROW_DOUBLES;
    const at = base + (this.forward ? D.out : D.in);
    const packets = doubles[at + DIRECTION.packets]!;
    doubles[at + DIRECTION.packets] = packets + 1;
    doubles[at + DIRECTION.bytes] = doubles[at + DIRECTION.bytes]! + packet.ipBytes;
    if (payloadLength > 0) {
      doubles[at + DIRECTION.payload] = doubles[at + DIRECTION.payload]! + payloadLength;
      doubles[at + DIRECTION.dataPackets] = doubles[at + DIRECTION.dataPackets]! + 1;
      doubles[at + DIRECTION.sizeSquares] = doubles[at + DIRECTION.sizeSquares]! + payloadLength * payloadLength;
    }
    if (packets === 0) {
      doubles[at + DIRECTION.last] = time;
    } else {
      const gap = Math.max(0, time - doubles[at + DIRECTION.last]!);
      doubles[at + DIRECTION.gapSum] = doubles[at + DIRECTION.gapSum]! + gap;
      doubles[at + DIRECTION.gapSquares] = doubles[at + DIRECTION.gapSquares]! + gap * gap;
      if (packets === 1 || gap < doubles[at + DIRECTION.gapMin]!) doubles[at + DIRECTION.gapMin] = gap;
      if (gap > doubles[at + DIRECTION.gapMax]!) doubles[at + DIRECTION.gapMax] = gap;
      if (time > doubles[at + DIRECTION.last]!) doubles[at + DIRECTION.last] = time;
    }
    if (time > doubles[base + D.end]!) doubles[base + D.end] = time;
    else if (time < doubles[base + D.start]!) doubles[base + D.start] = time;
    if (number > doubles[base + D.lastPacket]!) doubles[base + D.lastPacket] = number;
    else if (number < doubles[base + D.firstPacket]!) doubles[base + D.firstPacket] = number;
  }

  #countSegment(row: number, packet: Packet): void {
    const { rows } = this;
    const { words } = rows;
    const at = row * ROW_WORDS;
    const flags = packet.tcpFlags;
    if ((flags & SYN) !== 0) this.#countSyn(row, packet);
    const { forward } = this;
    words[at + W.flags] = words[at + W.flags]! | (forward ? flags : flags << 8);
    const status = words[at + W.status]!;
    const states = status & 0xff;
    if (states === BOTH_ESTABLISHED && (flags & 7) === 0) return;
    words[at + W.status] = (status & ~0xff) | advanceStates(states, forward, flags);
  }

  #countSyn(row: number, packet: Packet): void {
    const { rows } = this;
    const { words, doubles } = rows;
    const at = row * ROW_WORDS;
    const base = row * ROW_DOUBLES;
    const isRequest = (packet.tcpFlags & ACK) === 0;
    const few = doubles[base + D.out]! + doubles[base + D.in]! <= REORDERED_PACKETS;
    if (isRequest && !this.forward && few && (words[at + W.status]! & (STATUS.synOut | STATUS.synIn)) === 0) {
      this.#ends.flipped(row);
      flipRow(rows, row);
      this.pulses.restart(row);
      this.forward = true;
    }
    if (this.forward) {
      words[at + W.initialOut] = packet.sequence;
      words[at + W.status] = words[at + W.status]! | STATUS.synOut;
    } else {
      words[at + W.initialIn] = packet.sequence;
      words[at + W.status] = words[at + W.status]! | STATUS.synIn;
    }
  }

  #countPayload(row: number, packet: Packet): void {
    const { words, doubles } = this.rows;
    if (this.forward) this.pulses.count(row, packet);
    const at = row * ROW_WORDS + (this.forward ? W.histogramOut : W.histogramIn);
    let handle = words[at]! - 1;
    // -2: measured already.
    if (handle === -2 || packet.payloadEnd <= packet.payloadAt) return;
    if (handle < 0) {
      handle = this.histograms.take();
      words[at] = handle + 1;
    }
    if (this.histograms.add(handle, packet.bytes, packet.payloadAt, packet.payloadEnd)) {
      doubles[row * ROW_DOUBLES + (this.forward ? D.entropyOut : D.entropyIn)] = this.histograms.measure(handle);
      this.histograms.release(handle);
      words[at] = -1;
    }
  }
}
