import { chmodSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectFormat } from '../../import/detect-format.ts';
import type { MienSession } from '../session-file.ts';
import { openSessionFile } from './open-session-file.ts';
import { readSmallPart } from './read-part.ts';
import { CAPTURE, createSampleFolder, EVENTS, type SampleFolder } from './sample-session.test-support.ts';
import { saveSessionFile } from './save-session-file.ts';
import { summarizeSessionFile } from './summarize-session-file.ts';
import { verifyPart } from './verify-part.ts';

let sample: SampleFolder;
let folder: string;
let sound: Buffer;
beforeAll(async () => {
  sample = await createSampleFolder();
  folder = sample.path;
  sound = sample.sound;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

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
    const outcome = await saveSessionFile(sample.request('progress.mien'), {
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
    const big = sample.place('big.pcap', Buffer.alloc(8 * 1024 * 1024));
    const target = sample.place('kept.mien', Buffer.from('what was there'));
    const cancel = new AbortController();
    const outcome = await saveSessionFile(
      sample.request('kept.mien', [{ name: 'net/big.pcap', from: { path: big } }]),
      {
        signal: cancel.signal,
        onProgress: () => cancel.abort(),
      },
    );
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
    expect(await saveSessionFile(sample.request('refused.mien', parts))).toMatchObject({ ok: false, code });
    expect(readdirSync(folder).filter((name) => name.startsWith('refused'))).toEqual([]);
  });

  it('says so when the folder cannot be written', async () => {
    expect(
      await saveSessionFile({ ...sample.request('x'), path: join(folder, 'no-such-folder', 'x.mien') }),
    ).toMatchObject({
      ok: false,
      code: 'failed',
    });
  });
});

describe('opening what is not sound', () => {
  it('keeps all parts when the directory is cut off', async () => {
    const directory = sound.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
    const session = await opened(sample.place('cut.mien', sound.subarray(0, directory - 20)));
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
    const session = await opened(sample.place('cut-capture.mien', sound.subarray(0, part.offset + 12_345)));
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
      sample.place('cut-events.mien', sound.subarray(0, part.offset + Math.floor(part.length / 2))),
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
    const session = await opened(sample.place('flipped.mien', bytes));
    expect(session.remarks).toEqual([]);
    const said = await Promise.all(session.parts.map((one) => verifyPart(session.path, one)));
    expect(said.map((remark) => remark?.code ?? null)).toEqual(['bad-checksum', null, null, null]);
  });

  it('tells a manifest that was changed', async () => {
    const bytes = Buffer.from(sound);
    const at = bytes.lastIndexOf('"sha256"');
    bytes[at + 14] = (bytes[at + 14] ?? 0) ^ 1;
    expect(codes(await opened(sample.place('manifest.mien', bytes)))).toContain('no-manifest');
  });

  it('refuses a newer major version with a sentence', async () => {
    const bytes = Buffer.from(sound.toString('latin1').replaceAll('"version": "1.0"', '"version": "2.0"'), 'latin1');
    // The checksums of manifest and outline are told beside them: a file of that version has them right.
    const newer = await rewriteCrc(bytes);
    expect(await openSessionFile(sample.place('newer.mien', newer))).toEqual({
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
    expect(await openSessionFile(sample.place('bad.mien', bytes))).toMatchObject({ ok: false, refusal: { code } });
  });

  it('refuses what is not there', async () => {
    expect(await openSessionFile(join(folder, 'nowhere.mien'))).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' },
    });
    expect(await openSessionFile(folder)).toMatchObject({ ok: false, refusal: { code: 'unreadable' } });
  });

  it.skipIf(process.getuid?.() === 0)('refuses what may not be read', async () => {
    const path = sample.place('secret.mien', sound);
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
