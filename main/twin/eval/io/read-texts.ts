import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPromise } from 'yauzl';

/** Largest file within an archive that is read, bytes: these are texts. */
const LARGEST = 2 ** 28;

/** A text file and its path within what it was read from, `/` between folders. */
export interface TextFile {
  path: string;
  text: string;
}

/** Reads the text files of a folder, of a ZIP or of an archive that the system's tar reads, by path. @throws where it cannot be read */
export async function readTexts(place: string): Promise<TextFile[]> {
  const found = /\.zip$/i.test(place)
    ? await readZip(place)
    : /\.tar(\.\w+)?$/i.test(place)
      ? await readTar(place)
      : readFolder(place, '');
  return found.toSorted((left, right) => (left.path < right.path ? -1 : 1));
}

function readFolder(folder: string, within: string): TextFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = within === '' ? entry.name : `${within}/${entry.name}`;
    if (entry.isDirectory()) return readFolder(join(folder, entry.name), path);
    if (!entry.isFile()) return [];
    return [{ path, text: readFileSync(join(folder, entry.name), 'latin1') }];
  });
}

async function readZip(place: string): Promise<TextFile[]> {
  const zip = await openPromise(place);
  const found: TextFile[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    if (entry.uncompressedSize > LARGEST) throw new Error(`${entry.fileName} in ${place} is too large.`);
    const parts: Buffer[] = [];
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
    found.push({ path: entry.fileName, text: Buffer.concat(parts).toString('latin1') });
  }
  return found;
}

async function readTar(place: string): Promise<TextFile[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mien-eval-'));
  try {
    await new Promise<void>((resolve, reject) => {
      const tar = spawn('tar', ['-xf', place, '-C', folder], { stdio: ['ignore', 'ignore', 'inherit'] });
      tar.on('error', reject);
      tar.on('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`tar could not read ${place}: unpack it beside itself by hand.`)),
      );
    });
    return readFolder(folder, '');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
