import { expect, test } from 'vitest';
import type { BuiltPacket } from '../testing/build-captures.ts';
import { buildPcap, PcapngBlocks } from '../testing/build-captures.ts';
import { ethernet, ipv4, udp } from '../testing/build-frames.ts';
import type { CaptureNote } from '../records.ts';
import { CaptureReader } from './capture-reader.ts';
import type { StoredPacket } from './stored-packet.ts';
import { storePacket } from './stored-packet.ts';

interface Read {
  packets: StoredPacket[];
  notes: CaptureNote[];
}

function read(file: Buffer, pieceBytes = Infinity): Read {
  const found: Read = { packets: [], notes: [] };
  const reader = new CaptureReader({
    frame: (frame) => found.packets.push(storePacket(frame, undefined)),
    layout: () => undefined,
    note: (note) => found.notes.push(note),
  });
  for (let at = 0; at < file.length; at += pieceBytes) reader.push(file.subarray(at, at + pieceBytes));
  reader.end();
  return found;
}

function frame(length: number): Buffer {
  return ethernet(0x0800, ipv4('10.0.0.1', '10.0.0.2', 17, udp(1, 2, Buffer.alloc(length, length))));
}

const packets: BuiltPacket[] = [
  { frame: frame(1), time: 1_700_000_000_000_001 },
  { frame: frame(60), time: 1_700_000_000_123_456 },
  { frame: frame(0), time: 1_700_000_001_999_999, originalLength: 1500 },
];

const variants: [string, Buffer][] = [];
for (const bigEndian of [false, true]) {
  for (const kind of ['plain', 'nanoseconds', 'modified']) {
    const options = { bigEndian, nanoseconds: kind === 'nanoseconds', isModified: kind === 'modified' };
    variants.push([`pcap ${kind} ${bigEndian ? 'big' : 'little'}`, buildPcap(packets, options)]);
  }
}

test.each(variants)('%s reads the same packets however it is cut into pieces', (_, file) => {
  for (const pieceBytes of [Infinity, 1, 3, 16, 50]) {
    const { packets: found, notes } = read(file, pieceBytes);
    expect(notes).toEqual([]);
    expect(found.map((one) => [one.time, one.seconds, one.nanoseconds])).toEqual([
      [1_700_000_000_000_001, 1_700_000_000, 1000],
      [1_700_000_000_123_456, 1_700_000_000, 123_456_000],
      [1_700_000_001_999_999, 1_700_000_001, 999_999_000],
    ]);
    expect(found.map((one) => one.bytes)).toEqual(packets.map((one) => one.frame));
    expect(found.map((one) => one.originalLength)).toEqual([packets[0]!.frame.length, packets[1]!.frame.length, 1500]);
  }
});

test.each([false, true])(
  'pcapng with several sections, interfaces, units and comments; big-endian first: %s',
  (bigEndian) => {
    const first = new PcapngBlocks(bigEndian)
      .section()
      .block(0x77777777, Buffer.from('what nobody knows'))
      .interface(1)
      .interface(113, 9)
      .packet(frame(1), 1_700_000_000_000_001n, 0, 'a comment')
      .packet(frame(2), 1_700_000_000_123_456_789n, 1)
      .block(5, Buffer.alloc(12))
      .simplePacket(frame(3));
    const second = new PcapngBlocks(!bigEndian)
      .section()
      .interface(1, 0x80 | 10)
      .packet(frame(4), 1_700_000_000n * 1024n + 512n);
    const file = Buffer.concat([first.build(), second.build()]);
    for (const pieceBytes of [Infinity, 1, 5, 32]) {
      const { packets: found, notes } = read(file, pieceBytes);
      expect(notes.map((note) => note.code)).toEqual(['no-time']);
      expect(found.map((one) => [one.linkType, one.seconds, one.nanoseconds, one.comment])).toEqual([
        [1, 1_700_000_000, 1000, 'a comment'],
        [113, 1_700_000_000, 123_456_789, ''],
        [1, 1_700_000_000, 123_456_789, ''],
        [1, 1_700_000_000, 500_000_000, ''],
      ]);
      expect(found.map((one) => one.bytes.length)).toEqual([43, 44, 45, 46]);
    }
  },
);

test('a file cut anywhere keeps every whole packet before the cut and says what is wrong', () => {
  const file = buildPcap(packets);
  const ends = [24];
  for (const one of packets) ends.push(ends.at(-1)! + 16 + one.frame.length);
  for (let length = 1; length < file.length; length++) {
    const { packets: found, notes } = read(file.subarray(0, length));
    expect(found.length).toBe(Math.max(0, ends.filter((end) => end <= length).length - 1));
    const isWhole = ends.includes(length);
    expect(notes.length).toBe(isWhole ? 0 : 1);
  }
});

test('a packet header that cannot be true ends the reading there', () => {
  const file = buildPcap(packets);
  file.writeUInt32LE(0x7fffffff, 24 + 16 + packets[0]!.frame.length + 8);
  const { packets: found, notes } = read(file);
  expect(found).toHaveLength(1);
  expect(notes).toMatchObject([{ code: 'bad-packet-header', offset: 24 + 16 + packets[0]!.frame.length }]);
});

test('a huge block that nobody needs is stepped over without being held', () => {
  const blocks = new PcapngBlocks().section().interface(1).packet(frame(1), 1n);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x12345678, 0);
  head.writeUInt32LE(64 * 1024 * 1024, 4);
  const reader = new CaptureReader({ frame: () => count++, layout: () => undefined, note: () => undefined });
  let count = 0;
  reader.push(blocks.build());
  reader.push(head);
  const piece = Buffer.alloc(1024 * 1024);
  const before = process.memoryUsage().arrayBuffers;
  for (let index = 0; index < 63; index++) reader.push(piece);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * 1024 * 1024);
  reader.push(piece.subarray(8));
  reader.push(new PcapngBlocks().packet(frame(2), 2n).build());
  reader.end();
  expect(count).toBe(2);
});

test.each([
  ['unknown-interface', new PcapngBlocks().section().packet(frame(1), 1n).build()],
  [
    'bad-section',
    Buffer.concat([new PcapngBlocks().section().build(), Buffer.from('0a0d0d0a1c00000000000000', 'hex')]),
  ],
  ['cut-last-block', new PcapngBlocks().section().interface(1).packet(frame(1), 1n).build().subarray(0, -5)],
  ['odd-time', new PcapngBlocks().section().interface(1).packet(frame(1), 0xffffffffffffffffn).build()],
])('damage is told as %s', (code, file) => {
  expect(read(file).notes.map((note) => note.code)).toEqual([code]);
});
