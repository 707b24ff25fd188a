import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { probe } from '../dissect/probe.ts';
import { CONVERSATIONS } from '../fuzz/conversations.ts';
import { framesOf } from '../fuzz/corpus.ts';
import { CaptureReader } from '../files/capture-reader.ts';
import type { CaptureNote } from '../records.ts';
import { analyseFiles, FindingsSink } from '../testing/analyse.ts';
import { PacketAnalyzer } from '../analyzer.ts';
import { buildPcap, type BuiltPacket } from '../testing/build-captures.ts';
import { SpoolWriter } from './spool-writer.ts';
import { TapMerge } from './tap-merge.ts';

const START = 1.7e15;

/** Runs streams through merge and spool. @returns the files, and the notes */
function spool(
  streams: readonly { packets: readonly BuiltPacket[]; nanoseconds?: boolean }[],
  { pieceBytes = 1000, fileBytes = 1e9, releaseEvery = 7, order = (tap: number) => tap } = {},
) {
  const files: Buffer[][] = [];
  const notes: CaptureNote[] = [];
  const writer = new SpoolWriter(
    { turn: () => files.push([]), write: (bytes) => files.at(-1)!.push(Buffer.from(bytes)) },
    'series',
    3,
    fileBytes,
  );
  const merge = new TapMerge({
    block: (source, format, bytes, from, to) => writer.add(source.label, format, bytes, from, to),
    note: (note) => notes.push(note),
  });
  const pieces: { tap: number; bytes: Buffer }[] = [];
  for (const [tap, { packets, nanoseconds = false }] of streams.entries()) {
    merge.begin(tap, { label: `host/vm${tap}/vnet${tap}`, direction: 'in', macs: [] });
    const bytes = buildPcap(packets, { nanoseconds });
    for (let at = 0; at < bytes.length; at += pieceBytes)
      pieces.push({ tap, bytes: bytes.subarray(at, at + pieceBytes) });
  }
  pieces.sort((a, b) => order(a.tap) - order(b.tap));
  let now = 0;
  for (const [index, { tap, bytes }] of pieces.entries()) {
    merge.push(tap, bytes, now);
    now += 0.001;
    if (index % releaseEvery === 0) merge.release(now);
  }
  for (const tap of streams.keys()) merge.end(tap);
  const counts = streams.map((_stream, tap) => merge.countsOf(tap));
  merge.releaseAll();
  writer.flush();
  return { files: files.map((parts) => Buffer.concat(parts)), notes, counts };
}

interface Read {
  time: number;
  hex: string;
  name: string;
  original: number;
}

function readBack(file: Buffer): Read[] {
  const found: Read[] = [];
  let names: readonly { name: string }[] = [];
  const reader = new CaptureReader({
    frame: (frame) =>
      found.push({
        time: frame.time,
        hex: frame.bytes.toString('hex', frame.start, frame.start + frame.capturedLength),
        name: names[frame.interfaceId]?.name ?? '',
        original: frame.originalLength,
      }),
    layout: (_layout, interfaces) => {
      names = interfaces;
    },
    note: (note) => {
      throw new Error(note.text);
    },
  });
  reader.push(file);
  reader.end();
  return found;
}

const streamsOf = fc.array(
  fc.record({
    nanoseconds: fc.boolean(),
    packets: fc
      .array(fc.record({ at: fc.nat(5_000_000), size: fc.nat(200), cut: fc.nat(50) }), { maxLength: 60 })
      .map((list): BuiltPacket[] =>
        list
          .toSorted((a, b) => a.at - b.at)
          .map(({ at, size, cut }, index) => ({
            frame: Buffer.alloc(size, index),
            time: START + at,
            originalLength: size + cut,
          })),
      ),
  }),
  { minLength: 1, maxLength: 5 },
);

describe('streams of many interfaces become one', () => {
  it('holds every frame once, in order of time, under its interface, however the pipes are cut', () => {
    fc.assert(
      fc.property(streamsOf, fc.integer({ min: 1, max: 400 }), fc.boolean(), (streams, pieceBytes, backwards) => {
        const { files, notes, counts } = spool(streams, { pieceBytes, order: (tap) => (backwards ? -tap : tap) });
        const read = files.flatMap(readBack);
        const sent = streams.flatMap(({ packets }, tap) =>
          packets.map(({ frame, time, originalLength }) => ({
            time,
            hex: frame.toString('hex'),
            name: `host/vm${tap}/vnet${tap}`,
            original: originalLength!,
          })),
        );
        const key = (one: Read): string => `${one.time} ${one.name} ${one.hex} ${one.original}`;
        expect(read.map(key).toSorted()).toEqual(sent.map(key).toSorted());
        // All came within the hold: then no frame may overtake an earlier one.
        expect(read.map(({ time }) => time)).toEqual(read.map(({ time }) => time).toSorted((a, b) => a - b));
        expect(counts.map((one) => one?.frames)).toEqual(streams.map(({ packets }) => packets.length));
        expect(notes).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('tells an answer after its question though it came before', () => {
    const dns = CONVERSATIONS.find(({ transport }) => transport === 'udp')!;
    const frames = framesOf(dns).map((frame, index) => ({ frame, time: START + index * 1000 }));
    const sent = frames.filter((_frame, index) => dns.messages[index]![0] === '>');
    const got = frames.filter((_frame, index) => dns.messages[index]![0] === '<');
    const { files } = spool([{ packets: got }, { packets: sent }]);
    const [flow] = analyseFiles(files, { probe }).flows;
    expect(flow?.src).toBe('10.0.0.1');
  });

  it('hands on what came a second ago, and not what came now', () => {
    const times: number[] = [];
    const merge = new TapMerge({ block: (...block) => times.push(block[5]), note: () => undefined });
    merge.begin(1, { label: '', direction: 'in', macs: [] });
    merge.begin(2, { label: '', direction: 'in', macs: [] });
    merge.push(1, buildPcap([{ frame: Buffer.alloc(20), time: START + 5 }]), 0);
    merge.push(2, buildPcap([3, 9].map((at) => ({ frame: Buffer.alloc(20), time: START + at }))), 1000);
    merge.release(1100);
    expect(times).toEqual([]);
    merge.release(1300);
    expect(times).toEqual([START + 3, START + 5]);
    merge.release(2300);
    expect(times).toEqual([START + 3, START + 5, START + 9]);
  });

  it('holds no more than it may', () => {
    let blocks = 0;
    const merge = new TapMerge({ block: () => (blocks += 1), note: () => undefined });
    merge.begin(1, { label: '', direction: 'in', macs: [] });
    const packets = Array.from({ length: 600 }, () => ({ frame: Buffer.alloc(60_000), time: START }));
    merge.push(1, buildPcap(packets), 0);
    merge.release(1);
    expect(blocks).toBe(600);
  });

  it('counts forged senders and names them, a few', () => {
    const notes: string[] = [];
    const merge = new TapMerge({ block: () => undefined, note: (note) => notes.push(note.text) });
    merge.begin(1, { label: 'h/web/vnet0', direction: 'in', macs: ['52:54:00:00:00:01'] });
    const frames = Array.from({ length: 100 }, (_frame, index) =>
      Buffer.concat([Buffer.alloc(11), Buffer.from([index]), Buffer.alloc(10)]),
    );
    merge.push(1, buildPcap(frames.map((frame) => ({ frame, time: START }))), 0);
    expect(merge.countsOf(1)).toMatchObject({ frames: 100, counted: 100, forged: 100 });
    expect(notes).toHaveLength(4);
    expect(notes[0]).toBe('h/web/vnet0 sent frames from 00:00:00:00:00:00, which is not its address.');
  });

  it('stops reading a stream that is damaged, and says so', () => {
    const notes: string[] = [];
    const merge = new TapMerge({ block: () => undefined, note: (note) => notes.push(note.code) });
    merge.begin(1, { label: '', direction: 'in', macs: [] });
    merge.push(1, Buffer.concat([buildPcap([]), Buffer.alloc(16, 0xff)]), 0);
    merge.end(1);
    expect(notes).toEqual(['bad-packet-header']);
  });
});

describe('a spool', () => {
  const conversations = CONVERSATIONS.slice(0, 12).map((conversation, index) => ({
    packets: framesOf(conversation).map((frame, step) => ({ frame, time: START + step * 50_000 + index * 777 })),
  }));

  it('turns to a new file before one is too large, each a capture of its own', () => {
    const { files } = spool(conversations, { fileBytes: 1500 });
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(file.length).toBeLessThan(3000);
    expect(files.flatMap(readBack)).toHaveLength(conversations.reduce((sum, one) => sum + one.packets.length, 0));
  });

  it('gives the same flows and records read as it is written, over files, and again as one file', () => {
    const { files } = spool(conversations, { fileBytes: 1500 });
    const live = new FindingsSink();
    const analyzer = new PacketAnalyzer(live, { probe });
    for (const [index, file] of files.entries()) {
      if (index > 0) analyzer.turn();
      analyzer.push(file);
      analyzer.snapshot();
      analyzer.flushIndex();
      analyzer.tick(START);
    }
    analyzer.end();
    live.findings.flows.sort((a, b) => a.id - b.id);
    const again = analyseFiles([Buffer.concat(files)], { probe });
    expect(live.findings.flows).toEqual(again.flows);
    expect(live.findings.records).toEqual(again.records);
    expect(live.findings.segments.map(({ file }) => file)).toContain(files.length - 1);
  });
});

describe('an analysis that goes on', () => {
  const udp = framesOf(CONVERSATIONS.find(({ transport }) => transport === 'udp')!)[0]!;

  it('ends silent flows when time passes without packets, and only those', () => {
    const sink = new FindingsSink();
    const analyzer = new PacketAnalyzer(sink, { probe });
    analyzer.push(buildPcap([{ frame: udp, time: START }]));
    analyzer.tick(START + 59e6);
    expect(sink.findings.flows).toHaveLength(0);
    analyzer.tick(START + 80e6);
    expect(sink.findings.flows).toHaveLength(1);
    analyzer.end();
    expect(sink.findings.flows).toHaveLength(1);
  });

  it('tells the same flows with ticks as without', () => {
    const packets = [0, 10, 75, 76, 200, 300].map((at) => ({ frame: udp, time: START + at * 1e6 }));
    const ticking = new FindingsSink();
    const analyzer = new PacketAnalyzer(ticking, { probe });
    for (const [index, packet] of packets.entries()) {
      const file = buildPcap([packet]);
      analyzer.push(index === 0 ? file : file.subarray(24));
      for (let at = packet.time; at < (packets[index + 1]?.time ?? 0); at += 5e6) analyzer.tick(at);
    }
    analyzer.end();
    expect(ticking.findings.flows.map(({ id, start, end }) => ({ id, start, end }))).toEqual(
      analyseFiles([buildPcap(packets)], { probe }).flows.map(({ id, start, end }) => ({ id, start, end })),
    );
  });

  it('keeps datagram flows whole when the clock of a host is set back an hour', () => {
    const sink = new FindingsSink();
    const analyzer = new PacketAnalyzer(sink, { probe });
    const before = Array.from({ length: 100 }, (_packet, index) => ({ frame: udp, time: START + index * 1e6 }));
    const after = Array.from({ length: 1000 }, (_packet, index) => ({
      frame: udp,
      time: START - 3400e6 + index * 1e6,
    }));
    analyzer.push(buildPcap([...before, ...after]));
    expect(sink.findings.flows.length).toBeLessThan(150);
    const told = sink.findings.flows.length;
    analyzer.push(buildPcap(after.map((packet) => ({ ...packet, time: packet.time + 1000e6 }))).subarray(24));
    analyzer.end();
    expect(sink.findings.flows.length).toBe(told + 1);
  });

  it('goes on behind the ids and numbers of another', () => {
    const sink = new FindingsSink();
    const analyzer = new PacketAnalyzer(sink, { probe, before: { flows: 40, packets: 900 } });
    expect(analyzer.takeFlowId()).toBe(41);
    analyzer.push(buildPcap([{ frame: udp, time: START }]));
    analyzer.end();
    expect(sink.findings.flows[0]).toMatchObject({ id: 42, firstPacket: 900, lastPacket: 900 });
    expect(sink.findings.segments[0]?.firstPacket).toBe(900);
  });
});
