import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { receiveUpload, toFileName } from './receive-upload.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mien-upload-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function* chunks(count: number, failAt = -1) {
  for (let index = 0; index < count; index += 1) {
    if (index === failAt) throw new Error('the page went away');
    yield Buffer.alloc(1000, index);
  }
}
const limits = { bytes: 5000, reserve: 0 };

describe('receiveUpload', () => {
  it('writes what arrives', async () => {
    const path = await receiveUpload(chunks(5), 'a.pcap', 5000, folder, limits);
    expect((await readFile(path)).length).toBe(5000);
  });

  it('keeps two files of one name apart', async () => {
    const first = await receiveUpload(chunks(1), 'a.pcap', null, folder, limits);
    expect(await receiveUpload(chunks(1), 'a.pcap', null, folder, limits)).not.toBe(first);
  });

  it.each<[string, () => Promise<string>, string]>([
    ['announced too large', () => receiveUpload(chunks(1), 'a', 5001, folder, limits), 'may have'],
    ['larger than announced may be', () => receiveUpload(chunks(6), 'a', null, folder, limits), 'may have'],
    ['cut', () => receiveUpload(chunks(2), 'a', 3000, folder, limits), 'cut'],
    ['broken off', () => receiveUpload(chunks(4, 2), 'a', 4000, folder, limits), 'went away'],
    [
      'more than the disk has',
      () => receiveUpload(chunks(1), 'a', 1000, folder, { bytes: 5000, reserve: 2 ** 60 }),
      'full',
    ],
  ])('leaves nothing behind of a file that is %s', async (_, receive, why) => {
    await expect(receive()).rejects.toThrow(why);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('toFileName', () => {
  it('is one harmless path component, whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (name) => {
        const safe = toFileName(name);
        expect(safe).toMatch(/^[\p{L}\p{N}._ +-]+$/u);
        expect(safe).not.toMatch(/^\.|^\s*$/);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(240);
        expect(toFileName(safe)).toBe(safe);
      }),
      { numRuns: 2000 },
    );
  });
});
