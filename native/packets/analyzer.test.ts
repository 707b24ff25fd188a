import { expect, test } from 'vitest';
import type { FileSummary } from './analyzer.ts';
import { PacketAnalyzer } from './analyzer.ts';
import { copyFlow } from './flows/copy-flow.ts';
import type { CaptureNote, FlowRecord } from './records.ts';

/** Ethernet, IPv4 and UDP around a payload. */
function buildDatagram(source: number, target: number, sport: number, dport: number, payload: string): Buffer {
  const body = Buffer.from(payload);
  const frame = Buffer.alloc(42 + body.length);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(28 + body.length, 16);
  frame[23] = 17;
  frame.writeUInt32BE(source, 26);
  frame.writeUInt32BE(target, 30);
  frame.writeUInt16BE(sport, 34);
  frame.writeUInt16BE(dport, 36);
  frame.writeUInt16BE(8 + body.length, 38);
  body.copy(frame, 42);
  return frame;
}

function buildPcap(frames: Buffer[]): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b2c3d4, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt32LE(1, 20);
  const records = frames.flatMap((frame, index) => {
    const record = Buffer.alloc(16);
    record.writeUInt32LE(1000 + index, 0);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return [record, frame];
  });
  return Buffer.concat([header, ...records]);
}

interface Found {
  flows: FlowRecord[];
  notes: CaptureNote[];
  files: FileSummary[];
}

function analyse(pieces: Buffer[]): Found {
  const found: Found = { flows: [], notes: [], files: [] };
  const analyzer = new PacketAnalyzer({
    flow: (flow, isProvisional) => {
      if (!isProvisional) found.flows.push(copyFlow(flow));
    },
    record: () => undefined,
    note: (note) => found.notes.push(note),
    segment: () => undefined,
    file: (summary) => found.files.push({ ...summary }),
  });
  for (const piece of pieces) analyzer.push(piece);
  analyzer.end();
  return found;
}

const HERE = 0x0a000001;
const THERE = 0x0a000002;
const capture = buildPcap([
  buildDatagram(HERE, THERE, 4000, 9999, 'one'),
  buildDatagram(THERE, HERE, 9999, 4000, 'answer'),
  buildDatagram(HERE, THERE, 4000, 9999, 'two'),
]);

test('both directions of a datagram exchange are one flow', () => {
  const { flows, notes, files } = analyse([capture]);
  expect(notes).toEqual([]);
  expect(files).toMatchObject([{ file: 0, format: 'pcap', packets: 3, unread: 0 }]);
  expect(flows).toHaveLength(1);
  expect(flows[0]).toMatchObject({
    id: 1,
    transport: 'udp',
    src: '10.0.0.1',
    sport: 4000,
    dst: '10.0.0.2',
    dport: 9999,
    state: 'SF',
    start: 1000e6,
    end: 1002e6,
    firstPacket: 0,
    lastPacket: 2,
    out: { packets: 2, bytes: 62, payload: 6, gapMean: 2e6 },
    in: { packets: 1, bytes: 34, payload: 6 },
  });
});

test('how the file is cut into chunks makes no difference', () => {
  const whole = analyse([capture]);
  for (const size of [1, 2, 7, 23, 64]) {
    const pieces: Buffer[] = [];
    for (let at = 0; at < capture.length; at += size) pieces.push(capture.subarray(at, at + size));
    expect(analyse(pieces)).toEqual(whole);
  }
});

test('a file cut inside a packet keeps the packets before and says so', () => {
  const { flows, notes, files } = analyse([capture.subarray(0, capture.length - 3)]);
  expect(notes.map((note) => note.code)).toEqual(['cut-last-packet']);
  expect(files[0]?.packets).toBe(2);
  expect(flows[0]?.out.packets).toBe(1);
});

test.each([
  ['empty-file', Buffer.alloc(0)],
  ['not-a-capture', Buffer.from('hello, world, this is not one')],
])('a file that is no capture is told: %s', (code, bytes) => {
  const { notes, files } = analyse([bytes]);
  expect(notes.map((note) => note.code)).toEqual([code]);
  expect(files[0]?.packets).toBe(0);
});
