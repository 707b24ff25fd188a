import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync, readdirSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { detectFormat } from '../../import/detect-format.ts';
import type { MienSession } from '../session-file.ts';
import { openSessionFile } from './open-session-file.ts';
import { readPart, readSmallPart } from './read-part.ts';
import { type PartSource, saveSessionFile, type SaveRequest } from './save-session-file.ts';
import { summarizeSessionFile } from './summarize-session-file.ts';
import { verifyPart } from './verify-part.ts';

let folder: string;
let sound: Buffer;
const CAPTURE = Buffer.from(Array.from({ length: 50_000 }, (_none, at) => (at * 31 + (at >> 7)) & 255));
const EVENTS = Array.from({ length: 2000 }, (_none, at) =>
  JSON.stringify({ time: at, kind: 'process', title: `started ${at}` }),
).join('\n');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mien-session-'));
  writeFileSync(join(folder, 'eth0.pcapng'), CAPTURE);
  const outcome = await saveSessionFile(request('sound.mien'));
  expect(outcome.ok).toBe(true);
  sound = readFileSync(join(folder, 'sound.mien'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(name: string, parts?: readonly PartSource[]): SaveRequest {
  return {
    path: join(folder, name),
    outline: {
      tool: { name: 'mien', version: '0.1.0' },
      created: '2026-01-02T03:04:05.000Z',
      name: 'A night in the lab',
      subjects: [{ id: '10.0.0.5', name: 'web-1', uuid: null, addresses: ['10.0.0.5'], macs: [], role: 'web' }],
      localNetworks: ['10.0.0.0/24'],
      clocks: [],
      redactions: [],
    },
    parts: parts ?? [
      { name: 'net/eth0.pcapng', from: { path: join(folder, 'eth0.pcapng') }, source: 'eth0.pcapng' },
      { name: 'events/host.ndjson', from: { text: EVENTS }, compress: true },
      { name: 'net/part.pcap', from: { path: join(folder, 'eth0.pcapng'), offset: 100, length: 900 } },
      { name: 'logs/zeek/conn.log', from: { text: '' } },
    ],
    notes: [
      {
        id: 1,
        text: 'look here',
        author: 'a',
        writtenAt: 5,
        time: null,
        window: null,
        filter: '',
        flow: null,
        packet: null,
        subject: null,
      },
    ],
  };
}

function place(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function opened(path: string): Promise<MienSession> {
  const opening = await openSessionFile(path);
  if (!opening.ok) throw new Error(opening.refusal.sentence);
  return opening.session;
}

const codes = (session: MienSession): string[] => session.remarks.map((remark) => remark.code);

describe('a sound session file', () => {
  it('comes back as it was saved', async () => {
    const path = join(folder, 'sound.mien');
    const session = await opened(path);
    expect(session.remarks).toEqual([]);
    expect(session.parts.map((part) => [part.name, part.role, part.stored, part.bytes])).toEqual([
      ['net/eth0.pcapng', 'capture', true, CAPTURE.length],
      ['events/host.ndjson', 'events', false, Buffer.byteLength(EVENTS)],
      ['net/part.pcap', 'capture', true, 900],
      ['logs/zeek/conn.log', 'log', true, 0],
    ]);
    expect(session.notes.map((note) => note.text)).toEqual(['look here']);
    expect(session.manifest?.subjects[0]?.name).toBe('web-1');
    expect(session.parts[0]?.source).toBe('eth0.pcapng');
    const contents = await Promise.all(session.parts.map((part) => readSmallPart(path, part, 1e6)));
    expect(contents.map((content) => content?.equals(Buffer.alloc(0)) ?? true)).toEqual([false, false, false, true]);
    expect(contents[0]?.equals(CAPTURE)).toBe(true);
    expect(contents[1]?.toString()).toBe(EVENTS);
    expect(contents[2]?.equals(CAPTURE.subarray(100, 1000))).toBe(true);
    expect(await Promise.all(session.parts.map((part) => verifyPart(path, part)))).toEqual([null, null, null, null]);
  });

  it('keeps captures in place, so that their packets can be read by offset', async () => {
    const [part] = (await opened(join(folder, 'sound.mien'))).parts;
    const { offset, length } = part ?? { offset: 0, length: 0 };
    expect(sound.subarray(offset, offset + length).equals(CAPTURE)).toBe(true);
  });

  it('is known by its first bytes, whatever its name', () => {
    expect(detectFormat(sound.subarray(0, 4096), 'x.zip').format).toBe('mien');
  });

  it('is summed up without its evidence', async () => {
    expect(await summarizeSessionFile(join(folder, 'sound.mien'))).toEqual({
      ok: true,
      summary: {
        name: 'A night in the lab',
        created: '2026-01-02T03:04:05.000Z',
        tool: 'mien 0.1.0',
        subjects: 1,
        captures: 2,
        parts: 4,
        notes: 1,
        bytes: CAPTURE.length + Buffer.byteLength(EVENTS) + 900,
        sound: true,
      },
    });
  });
});

describe('saving', () => {
  it('tells its progress and leaves no temporary file', async () => {
    const seen: number[] = [];
    let total = 0;
    const outcome = await saveSessionFile(request('progress.mien'), {
      onProgress: (done, all) => {
        seen.push(done);
        total = all;
      },
    });
    expect(outcome).toMatchObject({ ok: true, bytes: statSync(join(folder, 'progress.mien')).size });
    expect(seen.at(-1)).toBe(total);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('can be canceled, and then leaves what was there', async () => {
    const big = place('big.pcap', Buffer.alloc(8 * 1024 * 1024));
    const target = place('kept.mien', Buffer.from('what was there'));
    const cancel = new AbortController();
    const outcome = await saveSessionFile(request('kept.mien', [{ name: 'net/big.pcap', from: { path: big } }]), {
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    expect(outcome).toMatchObject({ ok: false, code: 'canceled' });
    expect(readFileSync(target, 'utf8')).toBe('what was there');
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    ['evidence that is gone', [{ name: 'net/a.pcap', from: { path: '/nowhere/a.pcap' } }], 'source-unreadable'],
    [
      'a range of evidence that is gone',
      [{ name: 'net/a.pcap', from: { path: '/nowhere/a.pcap', offset: 0, length: 5 } }],
      'source-unreadable',
    ],
    ['a name that climbs', [{ name: 'net/../../x', from: { text: 'x' } }], 'bad-name'],
    ['a name of its own frame', [{ name: 'manifest.json', from: { text: 'x' } }], 'bad-name'],
    [
      'a name twice',
      [
        { name: 'net/a', from: { text: 'x' } },
        { name: 'net/a', from: { text: 'y' } },
      ],
      'bad-name',
    ],
  ])('refuses %s and writes nothing', async (_what, parts, code) => {
    expect(await saveSessionFile(request('refused.mien', parts))).toMatchObject({ ok: false, code });
    expect(readdirSync(folder).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('says so when the folder cannot be written', async () => {
    expect(await saveSessionFile({ ...request('x'), path: join(folder, 'no-such-folder', 'x.mien') })).toMatchObject({
      ok: false,
      code: 'failed',
    });
  });
});

describe('opening what is not sound', () => {
  it('keeps all parts when the directory is cut off', async () => {
    const directory = sound.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    const session = await opened(place('cut.mien', sound.subarray(0, directory - 20)));
    expect(session.parts.map((part) => [part.name, part.whole])).toEqual([
      ['net/eth0.pcapng', true],
      ['events/host.ndjson', true],
      ['net/part.pcap', true],
      ['logs/zeek/conn.log', true],
    ]);
    expect(codes(session)).toEqual(['no-directory']);
    expect(session.manifest).not.toBeNull();
  });

  it('keeps the good part of a capture that is cut in the middle', async () => {
    const whole = await opened(join(folder, 'sound.mien'));
    const part = whole.parts[0];
    if (part === undefined) throw new Error('no part');
    const session = await opened(place('cut-capture.mien', sound.subarray(0, part.offset + 12_345)));
    expect(session.parts).toEqual([
      expect.objectContaining({ name: 'net/eth0.pcapng', length: 12_345, whole: false, sha256: null }),
    ]);
    expect(codes(session)).toEqual(['no-directory', 'no-manifest', 'cut-part']);
    expect(session.outline?.name).toBe('A night in the lab');
    expect(session.notes).toHaveLength(1);
    const content = await readSmallPart(session.path, session.parts[0] ?? part, 1e6);
    expect(content?.equals(CAPTURE.subarray(0, 12_345))).toBe(true);
  });

  it('keeps the good lines of deflated events that are cut', async () => {
    const whole = await opened(join(folder, 'sound.mien'));
    const part = whole.parts[1];
    if (part === undefined) throw new Error('no part');
    const session = await opened(
      place('cut-events.mien', sound.subarray(0, part.offset + Math.floor(part.length / 2))),
    );
    const cut = session.parts.find((one) => one.role === 'events');
    if (cut === undefined) throw new Error('no part');
    const content = (await readSmallPart(session.path, cut, 1e6))?.toString() ?? '';
    expect(content.length).toBeGreaterThan(1000);
    expect(EVENTS.startsWith(content)).toBe(true);
  });

  it('tells a part that was changed', async () => {
    const part = (await opened(join(folder, 'sound.mien'))).parts[0];
    const bytes = Buffer.from(sound);
    const at = (part?.offset ?? 0) + 777;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    const session = await opened(place('flipped.mien', bytes));
    expect(session.remarks).toEqual([]);
    const said = await Promise.all(session.parts.map((one) => verifyPart(session.path, one)));
    expect(said.map((remark) => remark?.code ?? null)).toEqual(['bad-checksum', null, null, null]);
  });

  it('tells a manifest that was changed', async () => {
    const bytes = Buffer.from(sound);
    const at = bytes.lastIndexOf('"sha256"');
    bytes[at + 14] = (bytes[at + 14] ?? 0) ^ 1;
    expect(codes(await opened(place('manifest.mien', bytes)))).toContain('no-manifest');
  });

  it('refuses a newer major version with a sentence', async () => {
    const text = JSON.stringify({ format: 'mien-session', version: '2.7' });
    const bytes = Buffer.from(sound.toString('latin1').replaceAll('"version": "1.0"', '"version": "2.0"'), 'latin1');
    expect(text).toContain('2.7');
    // The checksums of manifest and outline are told beside them: a file of that version has them right.
    const newer = await rewriteCrc(bytes);
    expect(await openSessionFile(place('newer.mien', newer))).toEqual({
      ok: false,
      refusal: {
        code: 'too-new',
        sentence: expect.stringMatching(/newer Mien \(session format 2\.0\).*Update Mien/) as string,
      },
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'empty'],
    ['text', Buffer.from('hello'), 'not-a-session'],
    ['zeros', Buffer.alloc(100_000), 'not-a-session'],
    ['an empty ZIP', Buffer.from('PK\u0005\u0006'.padEnd(22, '\0'), 'latin1'), 'not-a-session'],
  ])('refuses %s', async (_what, bytes, code) => {
    expect(await openSessionFile(place('bad.mien', bytes))).toMatchObject({ ok: false, refusal: { code } });
  });

  it('refuses what is not there', async () => {
    expect(await openSessionFile(join(folder, 'nowhere.mien'))).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(await openSessionFile(folder)).toMatchObject({ ok: false, refusal: { code: 'unreadable' } });
  });

  it.skipIf(process.getuid?.() === 0)('refuses what may not be read', async () => {
    const path = place('secret.mien', sound);
    chmodSync(path, 0);
    expect(await openSessionFile(path)).toMatchObject({ ok: false, refusal: { code: 'no-permission' } });
  });
});

/** Sets the CRCs of the small stored entries right again after their text was replaced by text of the same length. */
async function rewriteCrc(bytes: Buffer): Promise<Buffer> {
  const { crc32 } = await import('node:zlib');
  const fixed = Buffer.from(bytes);
  for (const name of ['outline.json', 'manifest.json']) {
    const local = fixed.indexOf(Buffer.from(name)) - 30;
    const length = fixed.readUInt32LE(local + 18);
    const crc = crc32(fixed.subarray(local + 30 + name.length, local + 30 + name.length + length));
    fixed.writeUInt32LE(crc, local + 14);
    fixed.writeUInt32LE(crc, fixed.lastIndexOf(Buffer.from(name)) - 46 + 16);
  }
  return fixed;
}

describe('any damage', () => {
  const surface = (bytes: Uint8Array, name: string) => openEverything(place(name, bytes));

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
      for (let at = frame; at < Math.min(frame + 46, sound.length); at += 3) {
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
