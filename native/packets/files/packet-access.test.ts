import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { analyseFiles } from '../testing/analyse.ts';
import { buildPcap, PcapngBlocks, spaced } from '../testing/build-captures.ts';
import { ethernet, ipv4, udp } from '../testing/build-frames.ts';
import { findPackets } from '../index/segment.ts';
import { CaptureReader } from './capture-reader.ts';
import { PacketAccess } from './packet-access.ts';
import { PcapngWriter } from './pcapng-writer.ts';
import type { StoredPacket } from './stored-packet.ts';
import { storePacket } from './stored-packet.ts';

const folder = mkdtempSync(join(tmpdir(), 'packet-access-'));
afterAll(() => rmSync(folder, { recursive: true }));

function frame(sport: number, length: number): Buffer {
  return ethernet(0x0800, ipv4('10.0.0.1', '10.0.0.2', 17, udp(sport, 2, Buffer.alloc(length, sport))));
}

const frames = Array.from({ length: 60 }, (_, index) => frame((index % 3) + 1, index * 20));
const sections = new PcapngBlocks(true).section().interface(1, 9);
frames
  .slice(0, 30)
  .forEach((one, index) => sections.packet(one, 5_000_000_000n + BigInt(index), 0, index === 0 ? 'first' : ''));
const later = new PcapngBlocks().section().interface(113).interface(1);
frames.slice(30).forEach((one, index) => later.packet(one, 7_000_000n + BigInt(index), 1));
const pcapng = Buffer.concat([sections.build(), later.build()]);

async function readFlow(
  file: Buffer,
  stored: Buffer,
  flow: number,
  part?: { offset: number; length: number },
): Promise<(StoredPacket | null)[]> {
  const path = join(folder, 'capture');
  writeFileSync(path, stored);
  const places = analyseFiles([file]).segments.flatMap((segment) => findPackets(segment, flow));
  const descriptor = openSync(path, 'r');
  try {
    return await new PacketAccess(descriptor, part).read(places.map((place) => place.offset));
  } finally {
    closeSync(descriptor);
  }
}

test.each([
  ['pcap', buildPcap(spaced(frames))],
  ['nanosecond pcap', buildPcap(spaced(frames), { nanoseconds: true, bigEndian: true })],
  ['pcapng of two sections', pcapng],
])('the packets of a flow are read again from a %s, plain, compressed or inside a container', async (_, file) => {
  const expected = frames.filter((_one, index) => index % 3 === 1);
  const container = Buffer.concat([Buffer.alloc(777, 1), file, Buffer.alloc(99, 2)]);
  const part = { offset: 777, length: file.length };
  for (const found of [
    await readFlow(file, file, 2),
    await readFlow(file, gzipSync(file), 2),
    await readFlow(file, container, 2, part),
  ]) {
    expect(found.map((packet) => packet?.bytes)).toEqual(expected);
    expect(found.map((packet) => packet?.linkType)).toEqual(expected.map(() => 1));
  }
});

test('an offset where no packet lies gives null', async () => {
  const path = join(folder, 'capture');
  writeFileSync(path, pcapng);
  const descriptor = openSync(path, 'r');
  const access = new PacketAccess(descriptor);
  expect(await access.read([3, pcapng.length - 8, pcapng.length + 1000])).toEqual([null, null, null]);
  closeSync(descriptor);
});

test('what is written as pcapng reads back with its times, interfaces and comments', () => {
  const kept: StoredPacket[] = [];
  const collect = (file: Buffer): StoredPacket[] => {
    const packets: StoredPacket[] = [];
    let names: readonly { name: string }[] = [];
    const reader = new CaptureReader({
      frame: (one) =>
        packets.push({ ...storePacket(one, undefined), interfaceName: names[one.interfaceId]?.name ?? '' }),
      layout: (_layout, interfaces) => {
        names = interfaces;
      },
      note: (note) => expect(note).toBeUndefined(),
    });
    reader.push(file);
    reader.end();
    return packets;
  };
  kept.push(...collect(pcapng));
  kept[1]!.interfaceName = 'tap0';
  kept[2]!.comment = 'größer als \u{1F600}';
  kept[2]!.linkType = 276;
  const parts: Buffer[] = [];
  const writer = new PcapngWriter((block) => parts.push(Buffer.from(block)), 'exported');
  for (const packet of kept) writer.add(packet);
  const again = collect(Buffer.concat(parts));
  expect(again.map((packet) => ({ ...packet, offset: 0 }))).toEqual(kept.map((packet) => ({ ...packet, offset: 0 })));
});
