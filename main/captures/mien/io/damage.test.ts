import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { openSessionFile } from './open-session-file.ts';
import { readPart, readSmallPart } from './read-part.ts';
import { CAPTURE, createSampleFolder, EVENTS, type SampleFolder } from './sample-session.test-support.ts';
import { saveSessionFile } from './save-session-file.ts';
import { verifyPart } from './verify-part.ts';

let sample: SampleFolder;
let sound: Buffer;
beforeAll(async () => {
  sample = await createSampleFolder();
  sound = sample.sound;
});
afterAll(() => rmSync(sample.path, { recursive: true, force: true }));

/** A ZIP whose entries were streamed, as a recorder writes them. */
async function streamZip(entries: readonly [string, Buffer, boolean][], forceZip64Format: boolean): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content, compress] of entries) {
    zip.addReadStreamLazy(name, { compress, forceZip64Format }, (give) => give(null, Readable.from([content])));
  }
  zip.end({ forceZip64Format, comment: '' });
  return buffer(zip.outputStream as Readable);
}

describe('sessions that other tools wrote', () => {
  it.each([false, true])('are found by their local headers, with ZIP64: %s', async (zip64) => {
    const whole = await streamZip(
      [
        ['net/a.pcap', CAPTURE, false],
        ['events/b.ndjson', Buffer.from(EVENTS), true],
        ['logs/c.log', Buffer.from('c'), false],
      ],
      zip64,
    );
    const path = sample.place('other.mien', whole.subarray(0, whole.indexOf('PK\u0001\u0002', 0, 'latin1') + 30));
    const opening = await openSessionFile(path);
    if (!opening.ok) throw new Error(opening.refusal.sentence);
    expect(opening.session.parts.map((part) => [part.name, part.bytes, part.whole])).toEqual([
      ['net/a.pcap', CAPTURE.length, true],
      ['events/b.ndjson', Buffer.byteLength(EVENTS), true],
      ['logs/c.log', 1, true],
    ]);
    const [capture, events] = opening.session.parts;
    if (capture === undefined || events === undefined) throw new Error('no parts');
    expect((await readSmallPart(path, capture, 1e6))?.equals(CAPTURE)).toBe(true);
    expect((await readSmallPart(path, events, 1e6))?.toString()).toBe(EVENTS);
  });

  it('are not split at a session that was sent over the captured network', async () => {
    const inner = Buffer.concat([CAPTURE.subarray(0, 1000), sound, CAPTURE.subarray(0, 1000)]);
    const whole = await streamZip(
      [
        ['net/a.pcap', inner, false],
        ['logs/c.log', Buffer.from('c'), false],
      ],
      false,
    );
    const opening = await openSessionFile(sample.place('nested.mien', whole.subarray(0, whole.length - 30)));
    if (!opening.ok) throw new Error(opening.refusal.sentence);
    expect(opening.session.parts.map((part) => [part.name, part.length])).toEqual([
      ['net/a.pcap', inner.length],
      ['logs/c.log', 1],
    ]);
  });

  it.each([
    ['climbs', '../a/evil1', 'bad-name'],
    ['is absolute', '/etc/evil01', 'bad-name'],
    ['has a drive', 'C:/evil/001', 'bad-name'],
    ['lies in no folder of a session', 'bin/evil001', 'bad-name'],
    ['is there twice', 'net/a12.pcap', 'repeated-name'],
  ])('leave out a part whose name %s', async (_what, name, code) => {
    const stand = 'net/b'.padEnd(name.length, 'b');
    const whole = await streamZip(
      [
        ['net/a12.pcap', CAPTURE, false],
        [stand, Buffer.from('evil'), false],
      ],
      false,
    );
    const path = sample.place('names.mien', Buffer.from(whole.toString('latin1').replaceAll(stand, name), 'latin1'));
    const opening = await openSessionFile(path);
    if (!opening.ok) throw new Error(opening.refusal.sentence);
    expect(opening.session.parts.map((part) => part.name)).toEqual(['net/a12.pcap']);
    expect(opening.session.remarks.map((remark) => remark.code)).toContain(code);
  });

  it('leave out a part that lies over another', async () => {
    const whole = await streamZip(
      [
        ['net/a.pcap', CAPTURE, false],
        ['net/b.pcap', Buffer.from('b'), false],
      ],
      false,
    );
    // The second entry of the directory is made to point into the first one's data, where a header of its own was put.
    const header = Buffer.from(
      whole.subarray(
        whole.indexOf('PK\u0003\u0004', 100, 'latin1'),
        whole.indexOf('PK\u0003\u0004', 100, 'latin1') + 40,
      ),
    );
    header.copy(whole, 1000);
    const entry = whole.lastIndexOf('PK\u0001\u0002', undefined, 'latin1');
    whole.writeUInt32LE(1000, entry + 42);
    const opening = await openSessionFile(sample.place('overlap.mien', whole));
    if (!opening.ok) throw new Error(opening.refusal.sentence);
    expect(opening.session.parts.map((part) => part.name)).toEqual(['net/a.pcap']);
    expect(opening.session.remarks.map((remark) => remark.code)).toContain('overlapping-part');
  });

  it('stop at a bomb', async () => {
    const zeros = Buffer.alloc(48 * 1024 * 1024);
    const path = sample.place('bomb.mien', await streamZip([['logs/zeros.log', zeros, true]], false));
    const opening = await openSessionFile(path);
    if (!opening.ok) throw new Error(opening.refusal.sentence);
    const [part] = opening.session.parts;
    if (part === undefined) throw new Error('no part');
    let delivered = 0;
    await expect(
      (async () => {
        for await (const chunk of readPart(path, part)) delivered += (chunk as Buffer).length;
      })(),
    ).rejects.toThrow('more than');
    expect(delivered).toBeLessThan(zeros.length / 2);
    expect(await verifyPart(path, { ...part, sha256: '0'.repeat(64) })).toMatchObject({ code: 'damaged-part' });
  });

  it('can be saved again, packed parts unpacked on the way', async () => {
    const first = await openSessionFile(join(sample.path, 'sound.mien'));
    const part = first.ok ? first.session.parts[1] : undefined;
    if (part === undefined) throw new Error('no part');
    const from = { path: join(sample.path, 'sound.mien'), offset: part.offset, length: part.length, deflated: true };
    const outcome = await saveSessionFile(sample.request('again.mien', [{ name: 'events/again.ndjson', from }]));
    expect(outcome).toMatchObject({
      ok: true,
      manifest: { parts: [{}, { name: 'events/again.ndjson', sha256: part.sha256 }] },
    });
  });
});

describe('any damage', () => {
  const surface = (bytes: Uint8Array, name: string) => openEverything(sample.place(name, bytes));

  it('opens what is there or refuses, wherever the file is cut', async () => {
    const random = Array.from({ length: 200 }, (_none, at) => Math.floor((at * 7919 * 13) % sound.length));
    const borders = framesOf(sound).flatMap((at) => [at, at + 3, at + 10, at + 20, at + 40]);
    let kept = 0;
    for (const at of [...random, ...borders, 0, 1, 4, 29, 30, sound.length - 1]) {
      const parts = await surface(sound.subarray(0, at), 'cut-anywhere.mien');
      const capture = parts.get('net/eth0.pcapng');
      if (capture === undefined) continue;
      kept += 1;
      // Where the cut is inside the four bytes of a signature, those that are left cannot be told from data.
      const good = Math.min(capture.length, CAPTURE.length);
      expect(capture.length - good).toBeLessThan(4);
      expect(CAPTURE.subarray(0, good).equals(capture.subarray(0, good))).toBe(true);
    }
    expect(kept).toBeGreaterThan(150);
  });

  it('finds the parts of a file whose directory lost its count of entries', async () => {
    const end = sound.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    for (const count of [0, 1, 3]) {
      const bytes = Buffer.from(sound);
      bytes.writeUInt16LE(count, end + 8);
      bytes.writeUInt16LE(count, end + 10);
      expect((await surface(bytes, 'count.mien')).get('net/eth0.pcapng')?.equals(CAPTURE)).toBe(true);
    }
  });

  it('opens what is there or refuses, whatever bytes are flipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: sound.length - 1 }), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 8,
        }),
        async (flips) => {
          const bytes = Buffer.from(sound);
          for (const [at, mask] of flips) bytes[at] = (bytes[at] ?? 0) ^ mask;
          const parts = await surface(bytes, 'flips.mien');
          expect(parts.size).toBeGreaterThan(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('opens what is there or refuses when the frame of the file is damaged', async () => {
    const frames = framesOf(sound);
    for (const frame of frames) {
      for (let at = frame; at < Math.min(frame + 46, sound.length); at += 6) {
        const bytes = Buffer.from(sound);
        bytes[at] = (bytes[at] ?? 0) ^ 0xff;
        const parts = await surface(bytes, 'frame.mien');
        expect(parts.has('events/host.ndjson') || parts.has('net/eth0.pcapng')).toBe(true);
      }
    }
  });

  it('never fails on random bytes, with or without the signatures of a ZIP', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .constantFrom(
          'PK\u0003\u0004',
          'PK\u0001\u0002',
          'PK\u0005\u0006',
          'PK\u0007\u0008',
          'PK\u0006\u0006',
          'net/a.pcap',
          'manifest.json',
        )
        .map((text) => Buffer.from(text, 'latin1')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        await surface(Buffer.concat(pieces), 'random.mien');
      }),
      { numRuns: 200 },
    );
  });
});

/** Opens a file and reads all its parts as far as they go; the parts by name. Fails when anything throws that should not. */
async function openEverything(path: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  const opening = await openSessionFile(path);
  if (!opening.ok) {
    expect(opening.refusal.sentence.length).toBeGreaterThan(10);
    return found;
  }
  for (const part of opening.session.parts) {
    expect(part.offset + part.length).toBeLessThanOrEqual(opening.session.bytes);
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of readPart(path, part)) chunks.push(chunk as Buffer);
    } catch (error) {
      expect(part.stored).toBe(false);
      expect(error).toBeInstanceOf(Error);
    }
    await verifyPart(path, part);
    found.set(part.name, Buffer.concat(chunks));
  }
  return found;
}

/** Where the headers, descriptors and directory entries of a ZIP are. */
function framesOf(zip: Buffer): number[] {
  const found: number[] = [];
  for (let at = zip.indexOf('PK'); at >= 0; at = zip.indexOf('PK', at + 2)) {
    if ((zip[at + 2] ?? 99) <= 7 && (zip[at + 3] ?? 99) <= 8) found.push(at);
  }
  return found;
}
