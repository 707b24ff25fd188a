import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { feedFile } from './feed-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'feed-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function feed(content: Buffer, stopAfter = Infinity): Promise<{ bytes: Buffer; codes: string[]; read: number }> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const pieces: Buffer[] = [];
  const codes: string[] = [];
  let read = 0;
  await feedFile(path, {
    push: (chunk, at) => {
      pieces.push(Buffer.from(chunk));
      read = at;
      return pieces.length < stopAfter;
    },
    note: (note) => codes.push(note.code),
  });
  return { bytes: Buffer.concat(pieces), codes, read };
}

const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 31) & 255));

test('a plain file comes whole, and stops when asked', async () => {
  expect(await feed(content)).toEqual({ bytes: content, codes: [], read: content.length });
  expect((await feed(content, 1)).bytes.length).toBeLessThan(content.length);
  expect(await feed(Buffer.alloc(0))).toEqual({ bytes: Buffer.alloc(0), codes: [], read: 0 });
});

test('a compressed file is unpacked, also when it has several members', async () => {
  const packed = Buffer.concat([gzipSync(content), gzipSync(content)]);
  const { bytes, codes, read } = await feed(packed);
  expect(bytes).toEqual(Buffer.concat([content, content]));
  expect(codes).toEqual([]);
  expect(read).toBe(packed.length);
});

test('a cut or damaged compressed file gives what could be unpacked, and a note', async () => {
  const random = Buffer.from(content.map((byte, index) => (byte * index) >> 3));
  const packed = gzipSync(random);
  const cut = await feed(packed.subarray(0, packed.length - 20));
  expect(cut.codes).toEqual(['cut-compression']);
  expect(random.subarray(0, cut.bytes.length)).toEqual(cut.bytes);
  expect(cut.bytes.length).toBeGreaterThan(0);
  const damaged = Buffer.from(packed).fill(0xff, 40, 60);
  expect((await feed(damaged)).codes).toEqual(['cut-compression']);
});

test('a bomb is stopped', async () => {
  const { bytes, codes } = await feed(gzipSync(Buffer.alloc(300 * 1024 * 1024)));
  expect(codes).toEqual(['compression-bomb']);
  expect(bytes.length).toBeLessThan(260 * 1024 * 1024);
});
