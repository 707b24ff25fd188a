// pack-sample.ts WHOLE.mien OUT.mien FOLDER - makes a recording small enough to be shipped: keeps the head of each packet, and
// leaves out FOLDER, where files lie on the recording machine. What was left out is counted in the manifest.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSessionFile } from '../../../main/captures/mien/io/open-session-file.ts';
import { readSmallPart } from '../../../main/captures/mien/io/read-part.ts';
import { saveSessionFile } from '../../../main/captures/mien/io/save-session-file.ts';

/** Bytes kept of a packet: its headers, and the request, greeting or names with which a conversation begins. */
const kept = 320;
/** Packets longer than this are one of many of a bulk transfer; of those the headers and the first words say all. */
const bulk = 1000;
const keptOfBulk = 128;
const enhancedPacket = 6;

/** A little-endian pcapng with less of each packet; original lengths, times and options stay as they are. */
function cutPackets(capture: Buffer): { capture: Buffer; cut: number } {
  const blocks: Buffer[] = [];
  let cut = 0;
  for (let at = 0; at < capture.length;) {
    const length = capture.readUInt32LE(at + 4);
    const block = capture.subarray(at, at + length);
    at += length;
    const captured = block.readUInt32LE(0) === enhancedPacket ? block.readUInt32LE(20) : 0;
    const most = captured > 0 && block.readUInt32LE(24) > bulk ? keptOfBulk : kept;
    if (captured > 0 && Math.min(captured, most) < block.readUInt32LE(24)) cut += 1;
    if (captured <= most) {
      blocks.push(block);
      continue;
    }
    const head = Buffer.from(block.subarray(0, 28));
    const options = block.subarray(28 + Math.ceil(captured / 4) * 4, length - 4);
    const newLength = Buffer.alloc(4);
    newLength.writeUInt32LE(32 + most + options.length);
    newLength.copy(head, 4);
    head.writeUInt32LE(most, 20);
    blocks.push(head, block.subarray(28, 28 + most), options, newLength);
  }
  return { capture: Buffer.concat(blocks), cut };
}

const [whole = '', out = '', folder = ''] = process.argv.slice(2);
if (folder === '') throw new Error('usage: pack-sample.ts WHOLE.mien OUT.mien FOLDER');
const opening = await openSessionFile(whole);
if (!opening.ok) throw new Error(opening.refusal.sentence);
const { session } = opening;
const { outline } = session;
const contentOf = async (name: string): Promise<Buffer> => {
  const part = session.parts.find((one) => one.name === name);
  const content = part === undefined ? null : await readSmallPart(whole, part, 1 << 28);
  if (content === null) throw new Error(`${whole} has no ${name}`);
  return content;
};
if (outline === null) throw new Error(`${whole} has no manifest`);

const work = await mkdtemp(join(tmpdir(), 'mien-sample-'));
try {
  const packets = join(work, 'packets.pcapng');
  const { capture, cut } = cutPackets(await contentOf('net/packets.pcapng'));
  await writeFile(packets, capture);
  const told = (await contentOf('stats/reports.ndjson')).toString().split(`${folder}/`);
  const outcome = await saveSessionFile({
    path: out,
    outline: {
      ...outline,
      name: 'Sample session',
      redactions: [
        {
          what: 'packets',
          reason: `Packets were cut to ${kept} bytes, long ones to ${keptOfBulk}, so that the file stays small.`,
          count: cut,
        },
        {
          what: 'reports',
          reason: 'The folder of disks on the recording machine was left out.',
          count: told.length - 1,
        },
      ],
    },
    parts: [
      { name: 'stats/reports.ndjson', source: 'reports.ndjson', from: { text: told.join('') }, compress: true },
      { name: 'net/packets.pcapng', source: 'packets.pcapng', from: { path: packets } },
    ],
    notes: [],
  });
  if (!outcome.ok) throw new Error(outcome.sentence);
  process.stdout.write(`${out}: ${outcome.bytes} bytes\n`);
} finally {
  await rm(work, { recursive: true, force: true });
}
