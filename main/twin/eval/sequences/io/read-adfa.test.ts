import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { readAdfa } from './read-adfa.ts';

const files = {
  'Training_Data_Master/UTD-0001.txt': '6 6 63 ',
  'Validation_Data_Master/UVD-0001.txt': '6 7\n',
  'Attack_Data_Master/Web_Shell_3/UAD-1.txt': '1 2 3',
  'Attack_Data_Master/Web_Shell_10/UAD-1.txt': '4',
  'Training_Data_Master/notes.md': 'not a trace',
  'list.txt': 'not a trace',
};
const wanted = {
  training: [Uint16Array.of(6, 6, 63)],
  normal: [Uint16Array.of(6, 7)],
  attacks: [
    { family: 'Web_Shell', run: 10, calls: Uint16Array.of(4) },
    { family: 'Web_Shell', run: 3, calls: Uint16Array.of(1, 2, 3) },
  ],
};
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mien-adfa-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('reads folders', async () => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  expect(await readAdfa(folder)).toEqual(wanted);
});

it('reads the archive as it is published', async () => {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), `ADFA-LD/${path}`);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(join(folder, 'ADFA-LD.zip')));
  expect(await readAdfa(folder)).toEqual(wanted);
});

it('says what is missing', async () => {
  await expect(readAdfa(folder)).rejects.toThrow('lacks training');
});
