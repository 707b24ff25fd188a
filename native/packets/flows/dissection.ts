import type { Packet } from '../decode/packet.ts';
import type { Dissector, DissectorOutput, FlowHint, Probe } from '../dissect/dissector.ts';
import type { L7Record } from '../records.ts';
import { ROW_WORDS, STATUS, W } from './flow-layout.ts';
import type { FlowRows } from './flow-rows.ts';
import { Stream } from './stream.ts';

/** Data packets of a flow that are shown to the probe before it is given up. */
const MOST_PROBES = 4;
const SYN = 2;
/** Flows dissected at once; beyond, the oldest is told that it is over. */
const MOST_STREAMS = 4096;
/** Out-of-order bytes held for all flows together. */
const MOST_HELD = 4 * 1024 * 1024;

/** Takes what dissection finds. */
export interface DissectionSink {
  record(record: L7Record): void;
  /** A dissector threw: a defect of ours, which must not cost the capture. */
  failed(service: string, error: unknown): void;
}

/**
 * Leads the payload of each flow to the dissector that fits it, in order, until that has enough. Most flows
 * are settled after a packet or two and cost nothing from then on.
 */
export class Dissection {
  readonly #rows: FlowRows;
  readonly #probe: Probe;
  readonly #sink: DissectionSink;
  /** In the order they were opened. */
  readonly #streams = new Map<number, Stream>();
  /** The same by row: asked for each packet. */
  readonly #streamOf: (Stream | undefined)[] = [];
  readonly #services: string[] = [];
  readonly #output: DissectorOutput;
  readonly #hint: FlowHint = { transport: 'tcp', sport: 0, dport: 0 };
  #flow = 0;
  #held = 0;

  constructor(rows: FlowRows, probe: Probe, sink: DissectionSink) {
    this.#rows = rows;
    this.#probe = probe;
    this.#sink = sink;
    this.#output = {
      record: (record): void => {
        const stamped = record as L7Record;
        stamped.flow = this.#flow;
        sink.record(stamped);
      },
    };
  }

  /** @returns what the flow's dissector calls it, '' when none fitted */
  serviceOf(row: number): string {
    return this.#streamOf[row]?.dissector?.service ?? this.#services[row] ?? '';
  }

  /** Takes a packet with payload of a TCP or UDP flow that is not settled. */
  take(row: number, packet: Packet, forward: boolean): void {
    const stream = this.#streamOf[row];
    if (packet.protocol === 17) {
      this.#takeDatagram(row, stream, packet, forward);
    } else if (stream === undefined || !passes(stream, packet, forward)) {
      this.#takeSegment(row, stream, packet, forward);
    }
  }

  /** A packet acknowledged what may have been lost: no use in waiting for it. */
  acknowledge(row: number, packet: Packet, forward: boolean): void {
    if (this.#held === 0) return;
    const stream = this.#streamOf[row];
    if (stream === undefined || stream.heldBytes === 0) return;
    this.#held -= stream.heldBytes;
    if (stream.dissector === null) {
      this.#giveUpWaiting(row);
      return;
    }
    this.#flow = this.#rows.words[row * ROW_WORDS + W.id]!;
    let wantsMore = false;
    try {
      wantsMore = stream.acknowledged(!forward, packet.acknowledgement, packet.time);
    } catch (error) {
      this.#sink.failed(stream.dissector.service, error);
    }
    if (wantsMore) this.#held += stream.heldBytes;
    else this.#finish(row, stream, packet.time);
  }

  /** The flow is over; what it was called is kept until `forget`. */
  end(row: number, time: number): void {
    this.#drop(row, time);
  }

  /** The row will be another flow's. */
  forget(row: number): void {
    if (row < this.#services.length) this.#services[row] = '';
  }

  /** What was seen was read the wrong way round: give up on the flow. */
  flip(row: number, time: number): void {
    this.#drop(row, time);
    this.#settle(row);
  }

  #drop(row: number, time: number): void {
    const stream = this.#streamOf[row];
    if (stream === undefined) return;
    this.#held -= stream.heldBytes;
    this.#close(row, stream, time);
  }

  #takeDatagram(row: number, known: Stream | undefined, packet: Packet, forward: boolean): void {
    const bytes = payloadOf(packet);
    if (bytes.length === 0) return;
    let stream = known;
    if (stream === undefined) {
      const dissector = this.#recognise(row, bytes, forward, 'udp');
      if (dissector === null) return;
      stream = this.#open(row, dissector, packet.time);
    }
    const { dissector } = stream;
    if (dissector === null) return;
    this.#flow = this.#rows.words[row * ROW_WORDS + W.id]!;
    let wantsMore = false;
    try {
      wantsMore = dissector.payload(forward, bytes, packet.time);
    } catch (error) {
      this.#sink.failed(dissector.service, error);
    }
    if (!wantsMore) this.#finish(row, stream, packet.time);
  }

  #takeSegment(row: number, known: Stream | undefined, packet: Packet, forward: boolean): void {
    const { words } = this.#rows;
    const at = row * ROW_WORDS;
    const hasSyn = (words[at + W.status]! & (forward ? STATUS.synOut : STATUS.synIn)) !== 0;
    const first = (words[at + (forward ? W.initialOut : W.initialIn)]! + 1) | 0;
    // Data on the SYN itself starts one further on.
    const sequence = (packet.sequence + ((packet.tcpFlags & 2) !== 0 ? 1 : 0)) | 0;
    const bytes = payloadOf(packet);
    let stream = known;
    if (stream === undefined) {
      const isFirst = !hasSyn || sequence === first || words[at + W.probes]! > 0;
      if (isFirst && bytes.length === 0) return;
      // What came before the bytes that precede it is held until those are here.
      const dissector = isFirst ? this.#recognise(row, bytes, forward, 'tcp') : null;
      if (isFirst && dissector === null) return;
      stream = this.#open(row, dissector, packet.time);
    }
    if (!stream.isStarted(forward)) stream.start(forward, hasSyn && words[at + W.probes]! <= 1 ? first : sequence);
    if (stream.dissector === null && stream.isNext(forward, sequence)) {
      stream.dissector = bytes.length === 0 ? null : this.#recognise(row, bytes, forward, 'tcp');
      if (stream.dissector === null) {
        this.#held -= stream.heldBytes;
        this.#remove(row);
        return;
      }
    }
    this.#feed(row, stream, packet, forward, sequence, bytes);
  }

  #feed(row: number, stream: Stream, packet: Packet, forward: boolean, sequence: number, bytes: Uint8Array): void {
    this.#held -= stream.heldBytes;
    this.#flow = this.#rows.words[row * ROW_WORDS + W.id]!;
    let wantsMore = false;
    try {
      wantsMore = stream.take(forward, sequence, bytes, packet.payloadLength, packet.time, this.#held > MOST_HELD);
    } catch (error) {
      this.#sink.failed(stream.dissector?.service ?? '', error);
    }
    if (wantsMore) this.#held += stream.heldBytes;
    else if (stream.dissector === null) this.#giveUpWaiting(row);
    else this.#finish(row, stream, packet.time);
  }

  /** What came before the held segments is lost: the next one is probed as if it were the first. */
  #giveUpWaiting(row: number): void {
    const at = row * ROW_WORDS + W.probes;
    this.#remove(row);
    this.#rows.words[at] = this.#rows.words[at]! + 1;
  }

  #recognise(row: number, bytes: Uint8Array, forward: boolean, transport: 'tcp' | 'udp'): Dissector | null {
    const { words } = this.#rows;
    const at = row * ROW_WORDS;
    const probes = words[at + W.probes]! + 1;
    words[at + W.probes] = probes;
    const ports = words[at + W.ports]!;
    this.#hint.transport = transport;
    this.#hint.sport = ports >>> 16;
    this.#hint.dport = ports & 0xffff;
    this.#flow = words[at + W.id]!;
    let dissector: Dissector | null = null;
    try {
      dissector = this.#probe(bytes, forward, this.#hint, this.#output);
    } catch (error) {
      this.#sink.failed('probe', error);
    }
    if (dissector === null && probes >= MOST_PROBES) this.#settle(row);
    return dissector;
  }

  #open(row: number, dissector: Dissector | null, time: number): Stream {
    if (this.#streams.size >= MOST_STREAMS) {
      const oldest = this.#streams.keys().next().value ?? row;
      this.#drop(oldest, time);
      this.#settle(oldest);
    }
    const stream = new Stream(dissector);
    this.#streams.set(row, stream);
    putAt(this.#streamOf, row, stream, undefined);
    return stream;
  }

  #remove(row: number): void {
    this.#streams.delete(row);
    this.#streamOf[row] = undefined;
  }

  /** The dissector has had enough. */
  #finish(row: number, stream: Stream, time: number): void {
    this.#close(row, stream, time);
    this.#settle(row);
  }

  #close(row: number, stream: Stream, time: number): void {
    this.#remove(row);
    this.#flow = this.#rows.words[row * ROW_WORDS + W.id]!;
    const { dissector } = stream;
    if (dissector !== null) {
      try {
        stream.drain(time);
        dissector.end(time);
      } catch (error) {
        this.#sink.failed(dissector.service, error);
      }
      putAt(this.#services, row, dissector.service, '');
    }
    stream.heldBytes = 0;
  }

  #settle(row: number): void {
    const at = row * ROW_WORDS + W.status;
    this.#rows.words[at] = this.#rows.words[at]! | STATUS.settled;
  }
}

/** Sets an element of a list that grows without holes: rows are used one after another. */
function putAt<T>(list: T[], at: number, value: T, blank: T): void {
  while (list.length < at) list.push(blank);
  list[at] = value;
}

/** Whether the segment is of no interest but for its length; two of three data packets are (measured: 0.1 s a million). */
function passes(stream: Stream, packet: Packet, forward: boolean): boolean {
  const { payloadLength } = packet;
  const isPlain = packet.payloadEnd - packet.payloadAt === payloadLength && (packet.tcpFlags & SYN) === 0;
  return isPlain && stream.pass(forward, packet.sequence, payloadLength);
}

function payloadOf(packet: Packet): Uint8Array {
  const { bytes, payloadAt } = packet;
  return new Uint8Array(bytes.buffer, bytes.byteOffset + payloadAt, packet.payloadEnd - payloadAt);
}
