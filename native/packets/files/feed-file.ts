import { closeSync, openSync, readSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { CaptureNote } from '../records.ts';
import { sniffCapture } from './sniff.ts';

const CHUNK_BYTES = 256 * 1024;
/** Real captures seldom shrink below a thirtieth; past this much output a greater ratio is a bomb. */
const BOMB_RATIO = 200;
const BOMB_FROM_BYTES = 256 * 1024 * 1024;

/** Takes the bytes of a file, unpacked. */
export interface FileTaker {
  /**
   * @param chunk overwritten once the call returns
   * @param read bytes of the file itself read so far
   * @returns false to stop
   */
  push(chunk: Buffer, read: number): boolean;
  note(note: CaptureNote): void;
}

/** Which bytes of a file to read; the whole when left out. */
export interface FilePart {
  offset: number;
  length: number;
}

/**
 * Reads a file from its start and hands it over piece by piece, unpacking gzip. Plain files are read
 * synchronously into one buffer that is used again and again.
 * @param file path or open descriptor (read by offset, not closed)
 * @param part a capture that lies inside a container, stored there as it is
 * @throws the system's error when the file cannot be opened or read
 */
export async function feedFile(file: string | number, taker: FileTaker, part?: FilePart): Promise<void> {
  const descriptor = typeof file === 'number' ? file : openSync(file, 'r');
  const offset = part?.offset ?? 0;
  const end = part === undefined ? Infinity : offset + part.length;
  try {
    const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    const first = readSync(descriptor, chunk, 0, Math.min(CHUNK_BYTES, end - offset), offset);
    if (sniffCapture(chunk.subarray(0, first)) === 'gzip') await feedCompressed(descriptor, offset, end, taker);
    else feedPlain(descriptor, chunk, first, offset, end, taker);
  } finally {
    if (typeof file === 'string') closeSync(descriptor);
  }
}

function feedPlain(
  descriptor: number,
  chunk: Buffer,
  first: number,
  offset: number,
  end: number,
  taker: FileTaker,
): void {
  let length = first;
  let read = 0;
  while (length > 0) {
    read += length;
    if (!taker.push(chunk.subarray(0, length), read)) return;
    length = readSync(descriptor, chunk, 0, Math.min(CHUNK_BYTES, end - offset - read), offset + read);
  }
}

async function feedCompressed(descriptor: number, offset: number, end: number, taker: FileTaker): Promise<void> {
  const progress = { read: 0 };
  const source = Readable.from(readPieces(descriptor, offset, end, progress), { objectMode: false });
  const unpacked = source.pipe(createGunzip({ chunkSize: CHUNK_BYTES }));
  let written = 0;
  source.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const piece of unpacked) {
      const chunk = piece as Buffer;
      written += chunk.length;
      if (written > BOMB_FROM_BYTES && written > progress.read * BOMB_RATIO) {
        taker.note({
          code: 'compression-bomb',
          text: 'The compressed file unpacks to far more than any capture does; reading stopped.',
          offset: written,
          count: 1,
        });
        break;
      }
      if (!taker.push(chunk, progress.read)) break;
    }
  } catch (error) {
    if (!isZlibError(error)) throw error;
    taker.note({
      code: 'cut-compression',
      text: 'The compressed file is cut or damaged; what could be unpacked before was read.',
      offset: written,
      count: 1,
    });
  } finally {
    source.destroy();
    unpacked.destroy();
  }
}

/** Pieces of the file itself; each its own buffer, since the unpacker works on them later. */
function* readPieces(descriptor: number, offset: number, end: number, progress: { read: number }): Generator<Buffer> {
  for (;;) {
    const piece = Buffer.allocUnsafe(CHUNK_BYTES);
    const length = readSync(
      descriptor,
      piece,
      0,
      Math.min(CHUNK_BYTES, end - offset - progress.read),
      offset + progress.read,
    );
    if (length === 0) return;
    progress.read += length;
    yield piece.subarray(0, length);
  }
}

function isZlibError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('Z_');
}
