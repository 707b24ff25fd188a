import { createReadStream } from 'node:fs';
import { PacketAnalyzer } from '../../../../native/packets/analyzer.ts';
import { probe } from '../../../../native/packets/dissect/probe.ts';
import type { CaptureNote } from '../../../../native/packets/records.ts';
import { SpoolWriter } from '../../../../native/packets/taps/spool-writer.ts';
import { TapMerge } from '../../../../native/packets/taps/tap-merge.ts';
import type { LiveRequest } from '../../live/live-messages.ts';
import { muxKind, MuxReader, type StreamBeginning } from '../../live/mux.ts';
import type { ParserOutput } from '../parser-output.ts';
import { ExportsReading } from './exports-reading.ts';
import { RingFile } from './ring-file.ts';

const pieceBytes = 256 * 1024;
/** Milliseconds between two looks at what has waited long enough, and between two accounts of open flows. */
const stepEvery = 100;
const accountEvery = 1000;
/** Packets may come this much late, in microseconds of their own time. */
const lateness = 5e6;
/** Remarks about streams told over all; a guest must not fill the session with them. */
const mostRemarks = 200;

/** Reads streams of packets as they come, until the pipe closes; what is in them is told like that of a file. */
export async function readLive(request: LiveRequest, output: ParserOutput): Promise<void> {
  const reading = new LiveReading(request, output);
  const timer = setInterval(() => reading.step(), stepEvery);
  try {
    const pipe = createReadStream('', { fd: request.pipe, autoClose: false, highWaterMark: pieceBytes });
    for await (const piece of pipe) {
      reading.push(piece as Buffer);
      await output.settle();
    }
  } finally {
    clearInterval(timer);
  }
  reading.end();
}

class LiveReading {
  private readonly output: ParserOutput;
  private readonly merge: TapMerge;
  private readonly spool: SpoolWriter;
  private readonly ring: RingFile;
  private readonly analyzer: PacketAnalyzer;
  private readonly exports: ExportsReading;
  private readonly mux: MuxReader;
  private readonly streams = new Map<number, StreamBeginning>();
  private started = false;
  private remarks = 0;
  private undecoded = 0;
  private spooled = 0;
  private nextAccount = performance.now() + accountEvery;
  /** Time of the packets, and when they had reached it. */
  private clock = 0;
  private clockAt = 0;

  constructor(request: LiveRequest, output: ParserOutput) {
    this.output = output;
    this.ring = new RingFile(
      request.ring,
      (state) => output.reply({ type: 'live-file', ...state }),
      () => performance.now(),
    );
    this.analyzer = new PacketAnalyzer(
      {
        flow: (flow, isProvisional) => output.flow(flow, !isProvisional),
        record: (record) => output.record(record),
        note: (note) => this.remark(note),
        segment: (bytes) => {
          // The analyzer counts its files from 0; generations go on over children.
          bytes.writeUInt32LE(request.generation + bytes.readUInt32LE(8), 8);
          output.segment(bytes);
        },
        file: (summary) => {
          this.undecoded += summary.unread;
        },
      },
      { probe, before: request.before },
    );
    this.spool = new SpoolWriter(
      { turn: () => this.turn(), write: (bytes) => this.write(bytes) },
      request.series,
      request.generation,
      request.fileBytes,
    );
    this.merge = new TapMerge({
      block: (source, format, bytes, from, to, time) => {
        this.spool.add(source.label, format, bytes, from, to);
        this.ring.count(time);
      },
      note: (note) => this.remark(note),
    });
    this.exports = new ExportsReading({
      nextFlowId: () => this.analyzer.takeFlowId(),
      flow: (flow, isOver) => output.flow(flow, isOver),
      remark: (code, text) => this.remark({ code, text, offset: -1, count: 1 }),
    });
    this.mux = new MuxReader((kind, stream, payload) => this.take(kind, stream, payload));
  }

  push(piece: Uint8Array): void {
    this.mux.push(piece);
    this.step();
  }

  /** Hands on what has waited, tells what is due. */
  step(): void {
    const now = performance.now();
    this.merge.release(now);
    this.spool.flush();
    if (this.analyzer.clock !== this.clock) {
      this.clock = this.analyzer.clock;
      this.clockAt = now;
    }
    if (now < this.nextAccount) return;
    this.nextAccount = now + accountEvery;
    if (this.ring.wantsTurn()) this.spool.turn();
    if (this.clock > 0) this.analyzer.tick(this.clock + (now - this.clockAt) * 1000 - lateness);
    this.analyzer.snapshot();
    this.analyzer.flushIndex();
    this.exports.account();
    this.account();
    this.output.flush();
  }

  /** All streams are over. */
  end(): void {
    this.merge.releaseAll();
    this.spool.flush();
    this.analyzer.end();
    this.exports.endAll();
    this.account();
    this.output.reply({ type: 'done', stopped: true });
  }

  private account(): void {
    for (const stream of this.streams.keys()) this.tellCounts(stream);
    this.ring.report();
    const { packets } = this.analyzer;
    this.output.reply({ type: 'progress', file: 0, bytes: this.spooled, packets, undecoded: this.undecoded });
  }

  private tellCounts(stream: number): void {
    const counts = this.merge.countsOf(stream) ?? this.exports.countsOf(stream);
    if (counts) this.output.reply({ type: 'live-stream', stream, lost: 0, ...counts });
  }

  private take(kind: number, stream: number, payload: Uint8Array): void {
    switch (kind) {
      case muxKind.begin: {
        // The engine's own words: it is the child that is not trusted, not the other way round.
        const beginning = JSON.parse(Buffer.from(payload).toString('utf8')) as StreamBeginning;
        this.streams.set(stream, beginning);
        if (beginning.kind === 'packets') this.merge.begin(stream, beginning);
        else this.exports.begin(stream, beginning.kind, beginning.label);
        break;
      }
      case muxKind.addresses:
        this.merge.readdress(stream, JSON.parse(Buffer.from(payload).toString('utf8')) as string[]);
        break;
      case muxKind.bytes:
        if (this.streams.get(stream)?.kind === 'packets') this.merge.push(stream, payload, performance.now());
        else this.exports.push(stream, payload);
        break;
      case muxKind.end:
        this.merge.end(stream);
        this.tellCounts(stream);
        this.exports.end(stream);
        this.streams.delete(stream);
        break;
    }
  }

  private turn(): void {
    if (this.started) this.analyzer.turn();
    this.started = true;
    this.ring.turn(this.spool.part);
  }

  private write(bytes: Buffer): void {
    this.spooled += bytes.length;
    this.ring.write(bytes);
    this.analyzer.push(bytes);
  }

  private remark(note: CaptureNote): void {
    // Nothing came: that is no damage of a stream.
    if (note.code === 'empty-file' || this.remarks >= mostRemarks) return;
    this.remarks += 1;
    const { code, text, count } = note;
    this.output.reply({ type: 'remark', code, text: text.slice(0, 2000), file: 0, count, severity: 'warning' });
  }
}
