import { decodeFrame } from './decode/decode-frame.ts';
import { FRAGMENT, Packet } from './decode/packet.ts';
import type { Probe } from './dissect/dissector.ts';
import { CaptureReader } from './files/capture-reader.ts';
import type { CaptureInterface, Frame, RecordLayout } from './files/frame.ts';
import { NO_PACKET } from './files/frame.ts';
import { NoteCollector } from './files/note-collector.ts';
import { Dissection } from './flows/dissection.ts';
import { Echoes } from './flows/echoes.ts';
import { D, DIRECTION, ROW_DOUBLES, ROW_WORDS, STATUS, W } from './flows/flow-layout.ts';
import { FlowTable } from './flows/flow-table.ts';
import { FlowView } from './flows/flow-view.ts';
import type { WaitingFragment } from './flows/fragments.ts';
import { adoptPorts, Fragments } from './flows/fragments.ts';
import { readNeighbour } from './flows/neighbours.ts';
import { PacketIndex } from './index/packet-index.ts';
import type { CaptureNote, FlowRecord, L7Record } from './records.ts';

/** Neighbour packets of a flow and direction that become records; a flood says nothing new after these. */
const MOST_NEIGHBOUR_RECORDS = 16;

/** What is known of a file once it was read. */
export interface FileSummary {
  /** Number of the file within the analysis, from 0. */
  file: number;
  format: 'pcap' | 'pcapng' | 'other';
  packets: number;
  /** Packets in which neither IP nor ARP was found. */
  unread: number;
  /** Number, over all files, of its first packet. */
  firstPacket: number;
  /** Earliest and latest packet time in microseconds; 0 without packets. */
  start: number;
  end: number;
  bytes: number;
}

/** Takes what an analysis finds. Objects are valid only during the call. */
export interface AnalysisSink {
  /** A flow; provisional ones are told again under the same id. */
  flow(flow: FlowRecord, isProvisional: boolean): void;
  record(record: L7Record): void;
  note(note: CaptureNote, file: number): void;
  /** A packed stretch of the packet index. */
  segment(bytes: Buffer): void;
  file(summary: FileSummary): void;
  /** How the file's records are written from `offset` on; `PacketAccess.learn` takes it. */
  layout?(file: number, layout: RecordLayout, interfaces: readonly CaptureInterface[], offset: number): void;
}

/** Settings of an analysis. */
export interface AnalyzerOptions {
  /** Recognises application protocols; without one flows have no records but echoes and neighbours. */
  probe?: Probe;
  /** Open flows at most, a power of two. */
  capacity?: number;
  /** Fixed for reproducible tests, else random. */
  seed?: number;
  /** Flows and packets that an analysis before this one has told: ids and numbers go on behind them. */
  before?: { flows: number; packets: number };
}

/**
 * Reads captures, one after another: frames, flows, application records and the packet index. Flow ids and
 * packet numbers go on over the files; flows end with their file.
 */
export class PacketAnalyzer {
  readonly #sink: AnalysisSink;
  readonly #packet = new Packet();
  readonly #table: FlowTable;
  readonly #view: FlowView;
  readonly #dissection: Dissection;
  readonly #fragments = new Fragments();
  readonly #echoes = new Echoes();
  readonly #index: PacketIndex;
  readonly #notes = new NoteCollector();
  #reader: CaptureReader;
  #file = 0;
  /** Number of the next packet. */
  #number = 0;
  #summary: FileSummary;

  constructor(sink: AnalysisSink, options: AnalyzerOptions = {}) {
    this.#sink = sink;
    this.#table = new FlowTable(
      { ended: (row) => this.#endFlow(row), flipped: (row) => this.#dissection.flip(row, this.#endOf(row)) },
      options.capacity,
      options.seed,
    );
    this.#table.lastId = options.before?.flows ?? 0;
    this.#number = options.before?.packets ?? 0;
    this.#view = new FlowView(this.#table);
    this.#dissection = new Dissection(this.#table.rows, options.probe ?? ((): null => null), {
      record: (record) => sink.record(record),
      failed: (service, error) =>
        this.#notes.add('dissector-failed', `Reading ${service} failed: ${String(error)}`, -1),
    });
    this.#index = new PacketIndex((segment) => sink.segment(segment));
    this.#reader = this.#open();
    this.#summary = this.#blankSummary();
  }

  /** Packets read so far, over all files. */
  get packets(): number {
    return this.#number;
  }

  /** Flows seen so far. */
  get flows(): number {
    return this.#table.lastId;
  }

  /** Time that flows are judged by, microseconds; 0 before the first packet. Goes back when a clock was set back. */
  get clock(): number {
    return this.#table.clock;
  }

  /** Latest packet time of the current file, microseconds; 0 before its first. */
  get time(): number {
    return this.#summary.end;
  }

  /**
   * Reads a piece of the current file.
   * @returns false when nothing more of this file can be read
   */
  push(chunk: Uint8Array): boolean {
    this.#summary.bytes += chunk.length;
    return this.#reader.push(chunk);
  }

  /** The current file is over: tells its open flows, notes and summary. What is pushed next is another file. */
  end(): void {
    this.#reader.end();
    for (const waiting of this.#fragments.drain()) this.#countWaiting(waiting);
    this.#table.endAll();
    this.#beginFile();
  }

  /** The current file is over and the next one goes on where it ended: open flows stay open. */
  turn(): void {
    this.#reader.end();
    this.#beginFile();
  }

  /** Time passes though no packet may come: tells flows as over that have been silent too long. Microseconds. */
  tick(time: number): void {
    this.#table.tick(time);
  }

  /** Tells where the packets so far lie; a live capture cannot wait for its segments to fill. */
  flushIndex(): void {
    this.#index.finish();
  }

  /** @returns an id no packet's flow will have: for flows that are told by others */
  takeFlowId(): number {
    this.#table.lastId += 1;
    return this.#table.lastId;
  }

  #beginFile(): void {
    this.#index.finish();
    this.#notes.drain((note) => this.#sink.note(note, this.#file));
    const { format } = this.#reader;
    this.#summary.format = format === 'gzip' ? 'other' : format;
    this.#sink.file(this.#summary);
    this.#file += 1;
    this.#reader = this.#open();
    this.#summary = this.#blankSummary();
  }

  /** Tells a note that whoever feeds the file wants kept with it. */
  note(note: CaptureNote): void {
    this.#notes.add(note.code, note.text, note.offset, note.count);
  }

  /** Tells every open flow that changed since it was last told, as provisional; each is told again when it is over. */
  snapshot(): void {
    const { doubles } = this.#table.rows;
    this.#table.eachOpen((row) => {
      const base = row * ROW_DOUBLES;
      if (doubles[base + D.lastPacket]! <= doubles[base + D.told]!) return;
      doubles[base + D.told] = doubles[base + D.lastPacket]!;
      this.#sink.flow(this.#view.look(row, this.#dissection.serviceOf(row)), true);
    });
  }

  #open(): CaptureReader {
    return new CaptureReader({
      frame: (frame) => this.#take(frame),
      layout: (layout, interfaces, offset) => {
        this.#index.setLayout(this.#file, layout, interfaces);
        this.#sink.layout?.(this.#file, layout, interfaces, offset);
      },
      note: (note) => this.#notes.add(note.code, note.text, note.offset, note.count),
    });
  }

  #blankSummary(): FileSummary {
    return {
      file: this.#file,
      format: 'other',
      packets: 0,
      unread: 0,
      firstPacket: this.#number,
      start: 0,
      end: 0,
      bytes: 0,
    };
  }

  #take(frame: Frame): void {
    const number = this.#number;
    this.#number = number + 1;
    const summary = this.#summary;
    const { time } = frame;
    if (summary.packets === 0) {
      summary.start = time;
      summary.end = time;
    } else if (time > summary.end) {
      summary.end = time;
    } else if (time < summary.start) {
      summary.start = time;
    }
    summary.packets += 1;
    const packet = this.#packet;
    if (frame.linkType === NO_PACKET) {
      packet.found = false;
      this.#notes.add(
        'other-records',
        'Records of other programs hold no packet; they are counted only.',
        frame.offset,
      );
    } else if (!decodeFrame(packet, frame)) {
      this.#notes.add(
        'unknown-link-type',
        `Packets of link type ${frame.linkType} were counted but not read.`,
        frame.offset,
      );
    }
    let flow = 0;
    if (!packet.found) {
      summary.unread += 1;
    } else if (packet.fragment === FRAGMENT.whole) {
      flow = this.#count(packet, number);
    } else {
      flow = this.#countFragment(packet, number);
    }
    this.#index.add(frame, number, flow);
  }

  /** @returns the flow's id */
  #count(packet: Packet, number: number): number {
    const table = this.#table;
    const row = table.count(packet, number);
    const { words } = table.rows;
    const at = row * ROW_WORDS;
    const { protocol } = packet;
    if (protocol === 6 || protocol === 17) {
      if ((words[at + W.status]! & STATUS.settled) === 0) {
        const { forward } = table;
        if (protocol === 6) this.#dissection.acknowledge(row, packet, forward);
        if (packet.payloadLength > 0) this.#dissection.take(row, packet, forward);
      }
    } else {
      this.#readControl(row, packet);
    }
    return words[at + W.id]!;
  }

  #readControl(row: number, packet: Packet): void {
    const { rows, forward } = this.#table;
    const type = packet.icmpType;
    const isEcho =
      (packet.protocol === 1 && (type === 8 || type === 0)) ||
      (packet.protocol === 58 && (type === 128 || type === 129));
    if (isEcho) {
      const crowded = this.#echoes.count(row, packet);
      if (crowded >= 0) this.#tellEchoes(crowded);
      return;
    }
    if (rows.doubles[row * ROW_DOUBLES + (forward ? D.out : D.in) + DIRECTION.packets]! > MOST_NEIGHBOUR_RECORDS)
      return;
    const neighbour = readNeighbour(packet, rows.words[row * ROW_WORDS + W.id]!);
    if (neighbour !== null) this.#sink.record(neighbour);
  }

  #countFragment(packet: Packet, number: number): number {
    if (packet.fragment === FRAGMENT.first) {
      const waited = this.#fragments.learn(packet);
      const flow = this.#count(packet, number);
      for (const waiting of waited) {
        adoptPorts(waiting.packet, packet);
        this.#countWaiting(waiting);
      }
      return flow;
    }
    if (!this.#fragments.recall(packet)) {
      const dropped = this.#fragments.wait(packet, number);
      if (dropped !== undefined) this.#countWaiting(dropped);
      return 0;
    }
    return this.#countLater(packet, number);
  }

  #countWaiting(waiting: WaitingFragment): void {
    this.#index.amend(waiting.number, this.#countLater(waiting.packet, waiting.number));
  }

  #countLater(packet: Packet, number: number): number {
    const row = this.#table.count(packet, number);
    return this.#table.rows.words[row * ROW_WORDS + W.id]!;
  }

  #endOf(row: number): number {
    return this.#table.rows.doubles[row * ROW_DOUBLES + D.end]!;
  }

  #tellEchoes(row: number): void {
    const record = this.#echoes.finish(row, this.#table.rows.words[row * ROW_WORDS + W.id]!, this.#endOf(row));
    if (record !== null) this.#sink.record(record);
  }

  #endFlow(row: number): void {
    this.#dissection.end(row, this.#endOf(row));
    const protocol = this.#table.rows.words[row * ROW_WORDS + W.kind]! & 0xffff;
    if (protocol === 1 || protocol === 58) this.#tellEchoes(row);
    this.#sink.flow(this.#view.look(row, this.#dissection.serviceOf(row)), false);
    this.#dissection.forget(row);
  }
}
